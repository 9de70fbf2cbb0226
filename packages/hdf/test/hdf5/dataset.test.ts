import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ClosedError, LimitError, UnsupportedError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import type { AxisSelection, HdfFile } from "../../src/types.ts";
import { h5Path, h5Truth, listTruth } from "./_truth.ts";

const layouts = h5Truth("layouts.json").datasets;

describe("selections", () => {
  let file: HdfFile;
  beforeEach(async () => {
    file = await open(h5Path("layouts.h5"));
  });
  afterEach(() => file.close());

  const shape = [7, 11, 5];
  const axis = (size: number): fc.Arbitrary<AxisSelection> =>
    fc.oneof(
      fc.constant(null),
      fc.integer({ min: 0, max: size - 1 }),
      fc
        .tuple(
          fc.integer({ min: 0, max: size }),
          fc.integer({ min: 0, max: size }),
          fc.integer({ min: 1, max: size + 2 }),
        )
        .map(([a, b, step]) => [Math.min(a, b), Math.max(a, b), step] as const),
    );

  test.each(["contiguous", "chunked", "deflate", "shuffle_deflate", "scaleoffset"])(
    "any selection of %s is the part of the whole",
    async (name) => {
      const whole = layouts[name]!.values!;
      const dataset = file.dataset(name);
      await fc.assert(
        fc.asyncProperty(fc.tuple(...shape.map(axis)), async (selection) => {
          const indices = selection.map((entry, k) => {
            if (typeof entry === "number") return [entry];
            const [start, stop, step = 1] = entry ?? [0, shape[k]!];
            return Array.from({ length: Math.ceil((stop - start) / step) }, (_, i) => start + i * step);
          });
          const expected = indices[0]!.flatMap((i) =>
            indices[1]!.flatMap((j) => indices[2]!.map((k) => whole[(i * 11 + j) * 5 + k])),
          );
          const found = await dataset.read(selection);
          expect(found.shape).toEqual(
            indices.filter((_, k) => typeof selection[k] !== "number").map((list) => list.length),
          );
          expect(listTruth(found)).toEqual(expected);
        }),
        { numRuns: 60 },
      );
    },
  );

  test("outside the shape", async () => {
    await expect(file.dataset("chunked").read([7])).rejects.toThrow(RangeError);
    await expect(file.dataset("chunked").read([null, [0, 12]])).rejects.toThrow(RangeError);
  });

  test("filters with their parameters", () => {
    expect(file.dataset("deflate").compression).toEqual([{ name: "deflate", parameters: { level: 4 } }]);
    expect(file.dataset("shuffle_deflate").compression).toEqual([
      { name: "shuffle", parameters: { elementSize: 2 } },
      { name: "deflate", parameters: { level: 9 } },
    ]);
    expect(file.dataset("contiguous").compression).toEqual([]);
  });

  test("an unknown filter is named, and refused", async () => {
    expect(file.dataset("lzf").compression[0]?.name).toBe("filter 32000");
    await expect(file.dataset("lzf").read()).rejects.toThrow(UnsupportedError);
    await expect(file.dataset("lzf").read()).rejects.toThrow(/"lzf": .*32000/);
  });

  test("an aborted read rejects with the reason", async () => {
    const reason = new Error("enough");
    await expect(file.dataset("chunked").read([], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("after close everything is refused", async () => {
    const dataset = file.dataset("deflate");
    await dataset.read();
    await file.close();
    await file.close();
    await expect(dataset.read()).rejects.toThrow(ClosedError);
    expect(() => file.get("chunked")).toThrow(ClosedError);
    expect(() => dataset.attributes).toThrow(ClosedError);
  });

  test("maxBytes caps a read", async () => {
    using small = await open(h5Path("layouts.h5"), { maxBytes: 200 });
    await expect(small.dataset("contiguous").read()).rejects.toThrow(LimitError);
    await expect(small.dataset("contiguous").read([0, [0, 11]])).resolves.toBeDefined();
  });
});

describe("types", () => {
  let file: HdfFile;
  beforeEach(async () => {
    file = await open(h5Path("types.h5"));
  });
  afterEach(() => file.close());

  test.each([
    ["le_i8", "int64", "int64"],
    ["be_u2", "uint16", "uint16"],
    ["be_f2", "float32", "float16"],
    ["bool", "int8", "enum int8 { FALSE = 0, TRUE = 1 }"],
    ["enum_be", "int16", "enum int16 { HIGH = 300, LOW = -2 }"],
    ["fixed_text", "string", "string[5]"],
    ["variable_text", "string", "string"],
    ["int12", "int16", "int16 of 12 bits"],
    ["bitfield", "uint16", "bitfield16"],
    ["other/reference", "other", "object reference"],
    ["other/opaque", "other", "opaque[2]"],
    ["other/array", "other", "int16[3]"],
    ["other/sequence", "other", "variable-length int32"],
    ["other/scalar_compound", "other", "compound { a: int32, b: float64 }"],
    ["other/null", "float32", "float32"],
  ])("%s is %s, in words %s", (name, dtype, typeName) => {
    const dataset = file.dataset(name);
    expect(dataset.dtype).toBe(dtype);
    expect(dataset.typeName).toBe(typeName);
  });

  test("integers of some bits, and bit fields", async () => {
    const truth = h5Truth<{ int12: number[]; bitfield: number[] }>("types.json");
    expect(listTruth(await file.dataset("int12").read())).toEqual(truth.int12);
    expect(listTruth(await file.dataset("bitfield").read())).toEqual(truth.bitfield);
  });

  test.each(["reference", "opaque", "array", "sequence", "scalar_compound", "foreign_float"])(
    "%s cannot be read, and the error says why",
    async (name) => {
      await expect(file.dataset(`other/${name}`).read()).rejects.toThrow(UnsupportedError);
    },
  );

  test("a null dataspace has no elements", async () => {
    const dataset = file.dataset("other/null");
    expect(dataset.shape).toEqual([0]);
    expect((await dataset.read()).data).toEqual(new Float32Array(0));
  });

  test("text is read by readText, numbers by read", async () => {
    await expect(file.dataset("fixed_text").read()).rejects.toThrow(/readText/);
    await expect(file.dataset("le_i1").readText()).rejects.toThrow(/use read/);
    const part = await file.dataset("fixed_text").readText([[0, 2], 1]);
    expect(part.shape).toEqual([2]);
    expect(part.data).toEqual(["hello", "x y"]);
  });

  test("a scalar has no axes", async () => {
    const scalar = await file.dataset("scalar").read();
    expect(scalar.shape).toEqual([]);
    expect(scalar.get()).toBe(3.25);
    expect((await file.dataset("scalar_text").readText()).get()).toBe("one string");
  });

  test("attributes with their types", () => {
    const infos = Object.fromEntries(file.attributeInfos().map((info) => [info.name, info]));
    expect(infos.matrix).toMatchObject({ dtype: "float32", shape: [2, 2], value: new Float32Array([1.5, 2, 3, 4]) });
    expect(infos.int64).toMatchObject({ dtype: "int64", shape: [], value: -(2n ** 62n) });
    expect(infos.array).toMatchObject({ dtype: "int16", shape: [3], value: new Int16Array([1, -2, 3]) });
    expect(infos.enum).toMatchObject({ dtype: "int16", value: new Int16Array([-2, 300]) });
    expect(infos.empty).toMatchObject({ dtype: "float32", shape: [0], value: new Float32Array(0) });
    expect(infos.texts).toMatchObject({ dtype: "string", shape: [2], value: ["a", "bb"] });
    expect(infos.fixed).toMatchObject({ dtype: "string", shape: [], value: "padded" });
  });
});

test("names in the order of creation, where the file keeps it", async () => {
  using file = await open(h5Path("latest.h5"));
  expect(file.keys()).toEqual(["zeta", "alpha", "mid", "extensible", "btree", "one_chunk", "many"]);
  expect(file.group("many").keys()).toHaveLength(40);
  expect(file.dataset("zeta").attributes.big).toEqual(Float64Array.from({ length: 9000 }, (_, i) => i));
});
