import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrayJson, nestedLists, tableJson } from "../../src/dump/json.ts";
import type { DumpHeader, Slab } from "../../src/dump/values.ts";
import { fakeValues, joined } from "../support/values.ts";

const header: DumpHeader = { file: "a.hdf", path: "x", selection: [[0, 2, 1], 3] };

describe("nestedLists", () => {
  test.each<[readonly number[], string]>([
    [[], "7"],
    [[1], "[7]"],
    [[1, 1], "[\n    [7]\n  ]"],
  ])("one value of shape %j", async (shape, expected) => {
    expect(await joined(nestedLists(fakeValues(shape, Int8Array.of(7)).slabs(), shape, "  "))).toBe(expected);
  });

  test("parses back to the nested array, however it is cut", async () => {
    const shapes = fc.array(fc.nat(3), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(10), async (shape, cut) => {
        const size = shape.reduce((product, length) => product * length, 1);
        const all = Float64Array.from({ length: size }, (_, i) => i - 3.5);
        const slabs = fakeValues(shape, all.slice(0, cut), all.slice(cut)).slabs();
        const parsed: unknown = JSON.parse(await joined(nestedLists(slabs, shape, "")));
        expect(parsed).toEqual(nest([...all], shape));
      }),
    );
  });

  test("values that JSON has no number for", async () => {
    const floats = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e300);
    expect(await lists(floats)).toBe('["NaN", "Infinity", "-Infinity", -0, 1e+300]');
    expect(await lists(BigInt64Array.of(1n, 2n ** 53n, -(2n ** 63n)))).toBe(
      '[1, "9007199254740992", "-9223372036854775808"]',
    );
    expect(await lists(["a\u009b", 'q"'])).toBe('["a\\u009b", "q\\""]');
  });

  test("float32 is exact", async () => {
    expect(JSON.parse(await lists(Float32Array.of(0.1)))).toEqual([Math.fround(0.1)]);
  });

  async function lists(data: Slab["data"]): Promise<string> {
    return joined(nestedLists(fakeValues([data.length], data).slabs(), [data.length], ""));
  }
});

describe("arrayJson", () => {
  test("header and values; masked ones are null", async () => {
    const values = fakeValues([2, 2], { data: Float32Array.of(1, Number.NaN, 3, 4), valid: Uint8Array.of(1, 0, 1, 1) });
    const text = await joined(arrayJson(header, values));
    expect(JSON.parse(text)).toEqual({
      ...header,
      dtype: "float32",
      shape: [2, 2],
      dimensions: ["", ""],
      values: [
        [1, null],
        [3, 4],
      ],
    });
    expect(text.split("\n")).toContain("    [1, null],");
  });
});

describe("tableJson", () => {
  test("columns by name", async () => {
    const columns = [
      { name: "a", dtype: "int16" as const, ...fakeValues([2], Int16Array.of(1, 2)) },
      { name: "__proto__", dtype: "float32" as const, ...fakeValues([2, 2], Float32Array.of(1, 2, 3, 4)) },
    ];
    const text = await joined(tableJson(header, columns));
    expect(JSON.parse(text).columns).toEqual(JSON.parse('{"a": [1, 2], "__proto__": [[1, 2], [3, 4]]}'));
    expect(JSON.parse(await joined(tableJson(header, []))).columns).toEqual({});
  });
});

function nest(flat: number[], [length, ...inner]: readonly number[]): unknown {
  if (length === undefined) return flat[0];
  const size = flat.length / (length || 1);
  return Array.from({ length }, (_, i) => nest(flat.slice(i * size, (i + 1) * size), inner));
}
