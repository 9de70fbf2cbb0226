import type { HdfErrorDetails } from "../errors.ts";
import type { Hdf4Container } from "./container.ts";
import { Cursor } from "./cursor.ts";
import { type NumberType, parseNumberType, parseNumberTypeElement } from "./number-types.ts";
import { tags } from "./tags.ts";

/** Tags of raster images (chapter 9 of the HDF specification) that no other part of the reader needs. */
export const rasterTags = {
  imageDimension8: 200,
  palette8: 201,
  image8: 202,
  rleImage8: 203,
  imcompImage8: 204,
  imageDimension: 300,
  palette: 301,
  image: 302,
  compressedImage: 303,
  group: 306,
  paletteDimension: 307,
} as const;

/** Tags by which Vgroups and annotations name an image, always with the reference number that GRidtoref gives. */
export const imageTags: readonly number[] = [
  rasterTags.group,
  rasterTags.image,
  rasterTags.compressedImage,
  rasterTags.image8,
  rasterTags.rleImage8,
  rasterTags.imcompImage8,
];

/** Tag and reference number of an element. */
export interface ElementKey {
  readonly tag: number;
  readonly ref: number;
}

/** In which order the components of pixels are stored: by pixel, by line or one component after the other. */
export type Interlace = "pixel" | "line" | "component";

/** How the bytes of an image are coded, apart from the coding of compressed elements. */
export type RasterCoding = "none" | "rle" | "imcomp" | "jpeg" | "greyjpeg";

/** What a file says of an image. */
export interface RasterDescription {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly type: NumberType;
  readonly interlace: Interlace;
  readonly coding: RasterCoding;
  readonly data: ElementKey;
  readonly palette: (ElementKey & { readonly interlace: Interlace }) | undefined;
}

/** Compression tags of a dimension record; 0 and 1 (the NULL tag) mean none. */
const codings: Readonly<Record<number, RasterCoding>> = {
  0: "none",
  1: "none",
  11: "rle",
  12: "imcomp",
  13: "jpeg",
  14: "greyjpeg",
  15: "jpeg",
  16: "greyjpeg",
};

const codings8: Readonly<Record<number, RasterCoding>> = {
  [rasterTags.image8]: "none",
  [rasterTags.rleImage8]: "rle",
  [rasterTags.imcompImage8]: "imcomp",
};

const interlaces = ["pixel", "line", "component"] as const;
const unsigned8 = 21;

/**
 * Describe the image that a group lists: a raster image group (RIG), or the Vgroup of a GR image.
 * @throws DamagedFileError when a description is missing, too short or out of range; UnsupportedError for an unknown
 * number type
 */
export function describeGrouped(
  container: Hdf4Container,
  members: readonly ElementKey[],
  data: ElementKey,
  where: HdfErrorDetails,
): RasterDescription {
  const find = (tag: number): ElementKey | undefined => members.find((member) => member.tag === tag);
  const dimension = find(rasterTags.imageDimension) ?? { tag: rasterTags.imageDimension, ref: data.ref };
  const record = readDimension(container, dimension, where);
  const palette = find(rasterTags.palette);
  const paletteDimension = find(rasterTags.paletteDimension);
  const paletteInterlace =
    paletteDimension === undefined ? "pixel" : readDimension(container, paletteDimension, where).interlace;
  return { ...record, data, palette: palette && { ...palette, interlace: paletteInterlace } };
}

/** Describe an 8-bit image of the first raster interface: its dimensions and palette have its reference number. */
export function describe8(container: Hdf4Container, data: ElementKey, where: HdfErrorDetails): RasterDescription {
  const { cursor } = openRecord(container, { tag: rasterTags.imageDimension8, ref: data.ref }, where);
  const width = cursor.uint16();
  const height = cursor.uint16();
  const palette = { tag: rasterTags.palette8, ref: data.ref };
  const hasPalette = container.descriptors.find(palette.tag, palette.ref) !== undefined;
  return {
    width,
    height,
    components: 1,
    type: parseNumberType(unsigned8, where),
    interlace: "pixel",
    coding: codings8[data.tag] ?? "none",
    data,
    palette: hasPalette ? { ...palette, interlace: "pixel" } : undefined,
  };
}

type Dimension = Omit<RasterDescription, "data" | "palette">;

/** A dimension record: width, height, number type, components, interlace, compression. */
function readDimension(container: Hdf4Container, key: ElementKey, where: HdfErrorDetails): Dimension {
  const { cursor } = openRecord(container, key, where);
  const width = cursor.count("the width of the image");
  const height = cursor.count("the height of the image");
  const typeKey = { tag: cursor.uint16(), ref: cursor.uint16() };
  const components = cursor.int16();
  if (components < 1) cursor.fail(`an image with ${components} components, expected 1 or more`);
  const code = cursor.int16();
  const interlace = interlaces[code] ?? cursor.fail(`interlace ${code}, expected 0 (pixel), 1 (line) or 2 (component)`);
  const compression = cursor.uint16();
  const coding = codings[compression] ?? cursor.fail(`image compression ${compression}, expected 0, 1 or 11 to 16`);
  if (typeKey.tag !== tags.numberType)
    cursor.fail(`the number type has tag ${typeKey.tag}, expected ${tags.numberType}`);
  const number = openRecord(container, typeKey, where);
  return { width, height, components, type: parseNumberTypeElement(number.bytes, number.place), interlace, coding };
}

function openRecord(
  { descriptors, metadata }: Hdf4Container,
  { tag, ref }: ElementKey,
  where: HdfErrorDetails,
): { bytes: Uint8Array; place: HdfErrorDetails; cursor: Cursor } {
  const descriptor = descriptors.get(tag, ref, where.object);
  const bytes = metadata.content(descriptor);
  const place = { ...where, offset: descriptor.offset };
  return { bytes, place, cursor: new Cursor(bytes, place) };
}
