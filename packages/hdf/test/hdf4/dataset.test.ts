import { describe, expect, it } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { isHdfError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import { dfsdElements, makeHdf4, record } from "../support/hdf4-bytes.ts";

const feature = (name: string): string => fixturePath(`hdf4/features/${name}.hdf`);

describe("data sets", () => {
  it("tell their storage without reading data", async () => {
    await using file = await open(feature("chunked_deflate"));
    for (const dataset of file.datasets()) {
      expect(dataset.chunks).not.toBeNull();
      expect(dataset.compression).toHaveLength(1);
      expect(dataset.compression[0]).toMatchObject({ name: "deflate", parameters: { level: expect.any(Number) } });
      expect(dataset.typeName).toBe(dataset.dtype);
    }
  });

  it("know the value of what was never written", async () => {
    await using file = await open(feature("partial_fill"));
    for (const dataset of file.datasets()) {
      const { _FillValue: attribute } = dataset.attributes;
      if (attribute !== undefined) expect(dataset.fillValue, dataset.name).toBe(attribute);
      else expect(dataset.fillValue, dataset.name).not.toBeNull();
    }
    expect(file.dataset("chunked_fill").fillValue).toBe(-9999);
  });

  it("share the data set of a scale", async () => {
    await using file = await open(feature("dims_scales"));
    const latitude = file.dataset("latitude");
    expect(latitude.isScale).toBe(true);
    const [dimension] = file.dataset("temperature").dimensions;
    expect(dimension?.scale?.hdf4).toEqual(latitude.hdf4);
    expect(dimension?.attributes.units).toBe("degrees_north");
    // Its own dimension leads back to itself.
    expect(latitude.dimensions[0]?.scale?.dimensions[0]?.scale?.name).toBe("latitude");
    expect(file.dataset("named_without_scale").dimensions.map(({ name, scale }) => [name, scale])).toEqual([
      ["row", null],
      ["column", null],
    ]);
  });

  it("hold all values of an uchar8 attribute, of which the library gives one", async () => {
    await using file = await open(feature("attributes"));
    const info = file.attributeInfos().find(({ name }) => name === "uchar8");
    expect(info?.shape).toEqual([3]);
    expect(info?.value).toHaveLength(3);
  });

  it("check selections", async () => {
    await using file = await open(feature("contiguous"));
    const [dataset] = file.datasets();
    await expect(dataset!.read([dataset!.shape[0]!])).rejects.toThrow(RangeError);
    await expect(dataset!.read([null, null, null, null, null])).rejects.toThrow(RangeError);
    await expect(dataset!.read(["a" as never])).rejects.toThrow(TypeError);
  });

  it("of numbers hold no text", async () => {
    await using file = await open(feature("contiguous"));
    await expect(file.datasets()[0]!.readText()).rejects.toSatisfy((error) => isHdfError(error, "HDF_UNSUPPORTED"));
  });

  it("of uchar8 hold numbers, not text", async () => {
    const data = { tag: 702, ref: 1, bytes: Uint8Array.of(65, 0, 200) };
    await using file = await open(makeHdf4(dfsdElements([3], 3, data)));
    const dataset = file.dataset("Data-Set-1", "uchar8");
    expect((await dataset.read()).data).toEqual(Uint8Array.of(65, 0, 200));
    await expect(dataset.readText()).rejects.toSatisfy((error) => isHdfError(error, "HDF_UNSUPPORTED"));
  });

  it("of 64-bit integers give BigInt arrays", async () => {
    const data = record([4, -1], [4, -2], [4, 0], [4, 5]);
    await using file = await open(makeHdf4(dfsdElements([2], 26, { tag: 702, ref: 1, bytes: data })));
    const values = await file.dataset("Data-Set-1", "int64").read();
    expect(values.data).toEqual(BigInt64Array.of(-2n, 5n));
    expect(file.dataset("Data-Set-1").fillValue).toBeNull();
  });

  it("of the SD interface must agree with their dimension record", async () => {
    const bytes = new Uint8Array((await import("node:fs")).readFileSync(feature("contiguous")));
    // The only dimension records of the file: rank, sizes.
    const view = new DataView(bytes.buffer);
    const count = view.getInt16(4);
    for (let at = 10; at < 10 + 12 * count; at += 12) {
      if (view.getUint16(at) === 701) view.setInt32(view.getInt32(at + 4) + 2, 3);
    }
    await using file = await open(bytes);
    expect(() => file.datasets()).toThrow(/dimension record has dimensions 3.*, but its dimensions are/);
  });
});
