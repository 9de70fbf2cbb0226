import { describe, expect, test } from "vitest";
import { type DatasetOptions, datasetValues } from "../../src/dump/dataset-values.ts";
import { parseSlice } from "../../src/dump/slice.ts";
import { CommandError, UsageError } from "../../src/errors.ts";
import { type DatasetProperties, fakeDataset } from "../support/fake.ts";
import { collect } from "../support/values.ts";

const options = (slice: string, more: Partial<DatasetOptions> = {}): DatasetOptions => {
  return { slice: parseSlice(slice), unpack: false, bytes: false, signal: new AbortController().signal, ...more };
};

const counts: DatasetProperties = { dtype: "int16", values: Int16Array.from({ length: 12 }, (_, i) => i) };

describe("datasetValues", () => {
  test("the selection, its axes and size", async () => {
    const dimensions = ["y", "x"].map((name) => ({ name, size: 0, unlimited: false, scale: null, attributes: {} }));
    const values = datasetValues(fakeDataset("d", [3, 4], { ...counts, dimensions }), options("-1,1::2"));
    expect(values.axes).toEqual([{ name: "x", start: 1, step: 2, count: 2 }]);
    expect(values.byteLength).toBe(4);
    expect(await collect(values.slabs())).toEqual([{ data: Int16Array.of(9, 11), valid: null }]);
  });

  test("a large selection comes in several slabs", async () => {
    const rows = 40;
    const reads: unknown[] = [];
    const dataset = fakeDataset("d", [rows, 2 ** 20], {
      dtype: "uint8",
      read: async (selection) => {
        reads.push(selection);
        return fakeDataset("d", [0], { dtype: "uint8", values: new Uint8Array(0) }).read() as never;
      },
    });
    await collect(datasetValues(dataset, options("")).slabs());
    expect(reads).toEqual([
      [
        [0, 16, 1],
        [0, 2 ** 20, 1],
      ],
      [
        [16, 32, 1],
        [0, 2 ** 20, 1],
      ],
      [
        [32, 40, 1],
        [0, 2 ** 20, 1],
      ],
    ]);
  });

  test("text of char8 has an axis less; --bytes keeps it", async () => {
    const text = fakeDataset("t", [2, 3], {
      dtype: "char8",
      texts: ["ab", "c"],
      values: Uint8Array.of(97, 98, 0, 99, 0, 0),
    });
    const [slab] = await collect(datasetValues(text, options("1")).slabs());
    expect(slab!.data).toEqual(["c"]);
    const bytes = datasetValues(text, options("1", { bytes: true }));
    expect(bytes.axes).toHaveLength(1);
    expect((await collect(bytes.slabs()))[0]!.data).toEqual(Uint8Array.of(99, 0, 0));
  });

  test("--unpack masks and scales", async () => {
    const attributes = { scale_factor: 0.5, add_offset: 10, _FillValue: 1 };
    const packed = fakeDataset("d", [3], { dtype: "int16", values: Int16Array.of(0, 1, 2), attributes });
    const [slab] = await collect(datasetValues(packed, options("", { unpack: true })).slabs());
    expect(slab).toEqual({ data: Float32Array.of(10, Number.NaN, 11), valid: Uint8Array.of(1, 0, 1) });
  });

  test("a packing attribute that makes no sense is told, with the way out", async () => {
    const packed = fakeDataset("d", [1], {
      dtype: "int16",
      values: Int16Array.of(0),
      attributes: { scale_factor: "x" },
    });
    const reading = collect(datasetValues(packed, options("", { unpack: true })).slabs());
    await expect(reading).rejects.toThrow(CommandError);
    await expect(reading).rejects.toMatchObject({ code: "UNPACK", hint: expect.stringContaining("without --unpack") });
  });

  test.each<[string, DatasetProperties, Partial<DatasetOptions>]>([
    ["--bytes of numbers", { dtype: "int16" }, { bytes: true }],
    ["--unpack of text", { dtype: "string" }, { unpack: true }],
    ["--unpack of a compound", { dtype: "other" }, { unpack: true }],
  ])("%s is wrong usage", (_, properties, more) => {
    expect(() => datasetValues(fakeDataset("d", [2, 2], properties), options("", more))).toThrow(UsageError);
  });

  test("stops when interrupted", async () => {
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(
      collect(datasetValues(fakeDataset("d", [2], counts), options("", { signal })).slabs()),
    ).rejects.toThrow("stop");
  });
});
