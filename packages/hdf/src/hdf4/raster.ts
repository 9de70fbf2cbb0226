import { HdfError, type HdfErrorDetails } from "../errors.ts";
import type { Image } from "../types.ts";
import { type AttributeEntry, AttributeList } from "./attributes.ts";
import { type Catalog, isRasterRoot, keepError } from "./catalog.ts";
import type { AnnotationIndex, Hdf4Container, ImageEntry } from "./container.ts";
import { Cursor } from "./cursor.ts";
import { type Descriptor, isUnwritten } from "./descriptors.ts";
import { makeElement } from "./elements.ts";
import { describe8, describeGrouped, type ElementKey, imageTags, rasterTags } from "./raster-description.ts";
import { RasterImage } from "./raster-image.ts";
import { tags } from "./tags.ts";
import type { VgroupHeader } from "./vgroup-header.ts";

/** The raster images of a file. */
export interface RasterModel {
  readonly entries: readonly ImageEntry[];
  /** Attributes of the file's images as a whole (GR interface). */
  readonly attributes: readonly AttributeEntry[];
}

/** Class of the Vgroups of images (hlimits.h: RI_NAME). */
const imageClass = "RI0.0";

/** An image as the list of the file has it, before anything about it is parsed. */
interface Listed {
  /** Name, or undefined when the library makes one up. */
  readonly name: string | undefined;
  /** By this key Vgroups and annotations name the image. */
  readonly key: ElementKey;
  readonly members: readonly ElementKey[];
  /** The element of the pixels, or why nobody knows it. */
  readonly data: ElementKey | HdfError;
}

/**
 * List the raster images as the GR interface of the library does: GR images, then those of raster image groups, then
 * ungrouped 8-bit images; what describes the same data again is left out.
 */
export async function readRasterModel(
  catalog: Catalog,
  annotations: AnnotationIndex,
  signal?: AbortSignal,
): Promise<RasterModel> {
  const { descriptors, metadata } = catalog.container;
  const small = [
    rasterTags.group,
    rasterTags.imageDimension,
    rasterTags.imageDimension8,
    rasterTags.paletteDimension,
    tags.numberType,
  ];
  await metadata.load(
    small.flatMap((tag) => descriptors.withTag(tag)),
    signal,
  );
  const root = findRoot(catalog);
  const listed = [...listGrImages(catalog, root), ...listGroups(catalog), ...list8(catalog)];
  await loadDetails(catalog, root, listed, signal);
  const unique = new Set<string>();
  const entries: ImageEntry[] = [];
  for (const [position, image] of listed.entries()) {
    const keys = dataKeys(catalog, image);
    const isKnown = keys.some((key) => unique.has(key));
    for (const key of keys) unique.add(key);
    if (!isKnown) entries.push(makeEntry(catalog, annotations, image, position));
  }
  return { entries, attributes: attributesOf(catalog, root?.members ?? [], "the images of the file") };
}

function findRoot({ vgroups: all }: Catalog): VgroupHeader | undefined {
  return [...all.values()].find(
    (header): header is VgroupHeader => !(header instanceof HdfError) && isRasterRoot(header),
  );
}

function* listGrImages(catalog: Catalog, root: VgroupHeader | undefined): Generator<Listed> {
  const members = root?.members.filter(({ tag }) => tag === tags.vgroup) ?? [];
  for (const ref of new Set(members.map(({ ref }) => ref))) {
    const header = catalog.vgroups.get(ref);
    const key = { tag: rasterTags.group, ref };
    if (header instanceof HdfError) yield { name: `Vgroup ${ref}`, key, members: [], data: header };
    if (header === undefined || header instanceof HdfError || header.className !== imageClass) continue;
    const data = findData(header.members);
    if (data !== undefined) yield { name: header.name, key, members: header.members, data };
  }
}

function* listGroups({ container }: Catalog): Generator<Listed> {
  for (const descriptor of container.descriptors.withTag(rasterTags.group)) {
    const { tag, ref } = descriptor;
    const members = keepError(() => parseGroup(container, descriptor));
    const data = members instanceof HdfError ? members : findData(members);
    if (data === undefined) continue;
    yield { name: undefined, key: { tag, ref }, members: members instanceof HdfError ? [] : members, data };
  }
}

/** A raster image group is a list of tags and reference numbers. */
function parseGroup({ metadata, reader }: Hdf4Container, descriptor: Descriptor): ElementKey[] {
  const cursor = new Cursor(metadata.content(descriptor), { file: reader.name, offset: descriptor.offset });
  const members: ElementKey[] = [];
  while (cursor.remaining > 0) members.push({ tag: cursor.uint16(), ref: cursor.uint16() });
  return members;
}

function* list8({ container }: Catalog): Generator<Listed> {
  for (const tag of [rasterTags.image8, rasterTags.rleImage8, rasterTags.imcompImage8]) {
    for (const { ref } of container.descriptors.withTag(tag)) {
      yield { name: undefined, key: { tag, ref }, members: [], data: { tag, ref } };
    }
  }
}

function findData(members: readonly ElementKey[]): ElementKey | undefined {
  return members.find(({ tag }) => tag === rasterTags.image || tag === rasterTags.compressedImage);
}

/** Old and new descriptions of one image name elements of their own tag, but at the same place. */
function dataKeys({ container }: Catalog, { data }: Listed): string[] {
  if (data instanceof HdfError) return [];
  const keys = [`${data.tag}/${data.ref}`];
  const found = keepError(() => container.descriptors.find(data.tag, data.ref));
  if (found !== undefined && !(found instanceof HdfError) && found.offset > 0) keys.push(`${data.ref}@${found.offset}`);
  return keys;
}

/** What nodes need without waiting: descriptions of special elements, and the values of attributes. */
async function loadDetails(
  { container }: Catalog,
  root: VgroupHeader | undefined,
  listed: readonly Listed[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { descriptors, metadata } = container;
  const special = listed.flatMap(({ data }) => {
    const found = data instanceof HdfError ? undefined : keepError(() => descriptors.find(data.tag, data.ref));
    return found === undefined || found instanceof HdfError || !found.special ? [] : [found];
  });
  await metadata.loadStored(special, signal);
  const refs = new Set<number>();
  for (const { members } of [root ?? { members: [] }, ...listed]) {
    for (const { tag, ref } of members) if (tag === tags.vdataHeader) refs.add(ref);
  }
  await metadata.load(
    descriptors.withTag(tags.vdata).filter(({ ref }) => refs.has(ref)),
    signal,
  );
}

/** Attributes are Vdatas of one field, whose name is that of the attribute. */
function attributesOf(catalog: Catalog, members: readonly ElementKey[], owner: string): AttributeEntry[] {
  const references = members.filter(({ tag }) => tag === tags.vdataHeader);
  return catalog.attributes(references, owner, ({ fields }) => fields[0]?.name);
}

function makeEntry(catalog: Catalog, annotations: AnnotationIndex, listed: Listed, position: number): ImageEntry {
  const { key, data, members } = listed;
  const name = listed.name ?? `Raster Image #${position}`;
  return {
    name,
    ...key,
    load: (path) => {
      if (data instanceof HdfError) throw data;
      const { container } = catalog;
      const descriptor = container.descriptors.get(data.tag, data.ref, path);
      const where: HdfErrorDetails = { file: container.reader.name, offset: descriptor.offset, object: path };
      const isGrouped = members.length > 0;
      return new RasterImage({
        container,
        image: isGrouped ? describeGrouped(container, members, data, where) : describe8(container, data, where),
        element: isUnwritten(descriptor) ? undefined : makeElement(container, descriptor, path),
        name,
        path,
        hdf4: { ...key, className: "" },
        attributes: new AttributeList(attributesOf(catalog, members, path)),
        annotations: imageTags.flatMap((tag) => annotations.of(tag, key.ref)),
      }) as Image;
    },
  };
}
