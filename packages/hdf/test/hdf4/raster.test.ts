import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { DamagedFileError, type HdfFile, type Image, open, UnsupportedError } from "../../src/index.ts";

/** What fixtures/raster/make_raster.c reads back through the library. */
interface Expected {
  readonly attrs: Readonly<Record<string, { nt: number; values: number[] }>>;
  readonly images: readonly {
    readonly name: string;
    readonly ref: number;
    readonly components: number;
    readonly nt: number;
    readonly width: number;
    readonly height: number;
    readonly attrs: Expected["attrs"];
    readonly values: readonly number[] | null;
    readonly palette?: readonly number[];
  }[];
  readonly df24?: readonly (readonly number[])[];
}

const types: Readonly<Record<number, string>> = {
  3: "uchar8",
  4: "char8",
  5: "float32",
  6: "float64",
  20: "int8",
  21: "uint8",
  22: "int16",
  23: "uint16",
  24: "int32",
  25: "uint32",
};

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/raster/${name}`, import.meta.url));
const expectedOf = (name: string): Expected => JSON.parse(readFileSync(fixture(`${name}.json`), "utf8")) as Expected;

let file: HdfFile | undefined;
afterEach(async () => {
  await file?.close();
  file = undefined;
});

/** The images in the order of the library, wherever they are. */
async function openImages(name: string): Promise<Image[]> {
  const opened = await open(fixture(`${name}.hdf`));
  file = opened;
  return expectedOf(name).images.map((image) => opened.get(image.name) as Image);
}

async function valuesOf(image: Image): Promise<number[]> {
  const { data } = await image.read();
  return Array.from(data as ArrayLike<number>);
}

function checkAttributes(attributes: Image["attributes"], expected: Expected["attrs"]): void {
  expect(Object.keys(attributes)).toEqual(Object.keys(expected));
  for (const [name, { nt, values }] of Object.entries(expected)) {
    const value = attributes[name];
    if (nt === 4) expect(value).toBe(String.fromCharCode(...values));
    else if (values.length === 1) expect(value).toBe(values[0]);
    else expect(Array.from(value as ArrayLike<number>)).toEqual(values);
  }
}

/** Where a text is for the n-th time. */
function nthIndex(bytes: Uint8Array, text: string, n: number): number {
  let at = -1;
  for (let i = 0; i <= n; i++) at = Buffer.from(bytes).indexOf(text, at + 1);
  expect(at).toBeGreaterThan(0);
  return at;
}

describe.each(["gr_types", "gr_storage", "gr_attributes", "old_rle", "old_24"])("%s.hdf", (name) => {
  it("gives what the library reads", async () => {
    const expected = expectedOf(name);
    const images = await openImages(name);
    const found = file!.children().filter((node) => node.kind === "image");
    if (!file!.keys().includes("images")) expect(found).toEqual(images);
    checkAttributes(file!.attributes, expected.attrs);
    for (const [i, image] of images.entries()) {
      const { width, height, components, nt, ref, values, attrs, palette } = expected.images[i]!;
      expect(image.shape).toEqual(components === 1 ? [height, width] : [height, width, components]);
      expect(image.dtype).toBe(types[nt & 0xfff]);
      expect(image.hdf4).toEqual({ tag: 306, ref, className: "" });
      checkAttributes(image.attributes, attrs);
      // GR does not see in which order 24-bit images of the old interface are stored.
      const wanted = expected.df24?.[i] ?? values;
      expect(await valuesOf(image)).toEqual(image.dtype === "float32" ? wanted?.map(Math.fround) : wanted);
      expect(await image.readPalette()).toEqual(palette === undefined ? null : Uint8Array.from(palette));
    }
  });
});

describe("an image", () => {
  it.each(["gr_storage", "old_24"])("is read in part as well, in %s.hdf", async (name) => {
    for (const image of await openImages(name)) {
      const whole = await image.read();
      const part = await image.read([[1, 4, 2], 3, [0, 2]]);
      expect(part.shape).toEqual([2, 2]);
      for (const [i, row] of [1, 3].entries()) {
        for (let component = 0; component < 2; component++) {
          expect(part.get(i, component)).toBe(whole.get(row, 3, component));
        }
      }
    }
  });

  it.each(["name", "class"])("is found when only the %s of the list of images tells what it is", async (kept) => {
    const bytes = new Uint8Array(readFileSync(fixture("gr_types.hdf")));
    const places = [0, 1].map((n) => nthIndex(bytes, "RIG0.0", n));
    bytes[places[kept === "name" ? 1 : 0]!] = 0x58;
    const opened = await open(bytes);
    file = opened;
    expect(opened.keys()).toEqual(expectedOf("gr_types").images.map(({ name }) => name));
    expect(opened.children().map(({ hdf4 }) => hdf4?.ref)).toEqual(expectedOf("gr_types").images.map(({ ref }) => ref));
  });

  it("tells how it is stored", async () => {
    const images = await openImages("gr_storage");
    const storage = new Map(images.map((image) => [image.name, [image.chunks, image.compression] as const]));
    expect(storage.get("plain, interlace 0")).toEqual([null, []]);
    expect(storage.get("deflate, interlace 0")).toEqual([null, [{ name: "deflate", parameters: { level: 6 } }]]);
    expect(storage.get("chunked, interlace 0")).toEqual([[3, 2, 3], []]);
    expect(storage.get("chunked rle, interlace 0")).toEqual([[3, 2, 3], [{ name: "rle", parameters: {} }]]);
  });

  it("is refused, naming the codec, when that is a lossy one", async () => {
    const images = await openImages("lossy");
    expect(images.map((image) => image.compression[0]?.name)).toEqual(["imcomp", "greyjpeg", "jpeg"]);
    for (const [i, codec] of ["IMCOMP", "greyscale JPEG", "JPEG"].entries()) {
      const image = images[i]!;
      const reading = image.read();
      await expect(reading).rejects.toThrow(UnsupportedError);
      await expect(reading).rejects.toThrow(`compressed with ${codec}, which`);
      expect(image.shape.slice(0, 2)).toEqual([16, 16]);
    }
    expect(await images[1]!.readPalette()).toHaveLength(768);
  });

  it("is an error when its group is damaged", async () => {
    const bytes = new Uint8Array(readFileSync(fixture("old_rle.hdf")));
    const view = new DataView(bytes.buffer);
    // The first descriptor of a raster image group gets an offset behind the end of the file.
    for (let at = 10; at < 10 + 12 * view.getInt16(4); at += 12) {
      if (view.getUint16(at) !== 306) continue;
      view.setInt32(at + 4, bytes.length);
      break;
    }
    file = await open(bytes, { name: "made.hdf" });
    expect(file.keys()).toEqual(["Raster Image #0", "Raster Image #1", "Raster Image #2", "Raster Image #3"]);
    expect(() => file?.get("Raster Image #0")).toThrow(DamagedFileError);
    expect(await valuesOf(file.image("Raster Image #1"))).toHaveLength(20);
  });

  it("is a member of Vgroups that name it by any tag", async () => {
    const [withPalette, partlyWritten] = await openImages("gr_attributes");
    const group = file!.group("images");
    expect(group.keys()).toEqual(["partly written", "with palette"]);
    expect(group.children()).toEqual([partlyWritten, withPalette]);
    expect(partlyWritten!.path).toBe("images/partly written");
    expect(partlyWritten!.annotations).toEqual([{ kind: "label", text: "label of an image" }]);
    expect(file!.keys()).toEqual(["images", "never written"]);
  });

  it("is found by name and described by annotations", async () => {
    const images = await openImages("old_rle");
    expect(file!.get("Raster Image #2")).toBe(images[2]);
    expect(images[2]!.annotations).toEqual([
      { kind: "label", text: "last image" },
      { kind: "description", text: "described" },
    ]);
    expect(images[0]!.annotations).toEqual([]);
    await expect(images[0]!.readText()).rejects.toThrow(UnsupportedError);
  });
});
