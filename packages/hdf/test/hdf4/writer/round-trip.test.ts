import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { open } from "../../../src/index.ts";
import { createHdf4, type Hdf4Dtype, MemorySink } from "../../../src/write.ts";

const ranges: Record<Hdf4Dtype, fc.Arbitrary<number>> = {
  int8: fc.integer({ min: -128, max: 127 }),
  uint8: fc.integer({ min: 0, max: 255 }),
  int16: fc.integer({ min: -32768, max: 32767 }),
  uint16: fc.integer({ min: 0, max: 65535 }),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  float32: fc.float(),
  float64: fc.double(),
  char8: fc.integer({ min: 0, max: 255 }),
  uchar8: fc.integer({ min: 0, max: 255 }),
};
const dtypes = Object.keys(ranges) as Hdf4Dtype[];

const dataset = fc.constantFrom(...dtypes).chain((dtype) =>
  fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }).chain((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc.record({
      dtype: fc.constant(dtype),
      shape: fc.constant(shape),
      chunks: fc.option(fc.tuple(...shape.map((size) => fc.integer({ min: 1, max: size }))), { nil: undefined }),
      deflate: fc.constantFrom(undefined, 1, 6, 9),
      fillValue: fc.option(ranges[dtype], { nil: undefined }),
      values: fc.array(ranges[dtype], { minLength: length, maxLength: length }),
      /** Which chunks are written, when there are chunks. */
      mask: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
    });
  }),
);
type Case = (typeof dataset extends fc.Arbitrary<infer T> ? T : never) & { readonly [key: string]: unknown };

describe("what createHdf4 writes", () => {
  it("is read back by open", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(dataset as fc.Arbitrary<Case>, { maxLength: 4 }), async (cases) => {
        const sink = new MemorySink();
        const file = await createHdf4(sink);
        for (const [i, { values, mask: _mask, ...options }] of cases.entries()) {
          await file.createDataset(`d${i}`, options).write(values);
        }
        await file.close();
        await using read = await open(sink.bytes);
        expect(read.keys()).toEqual(cases.map((_, i) => `d${i}`));
        for (const [i, { dtype, shape, values, chunks, deflate, fillValue }] of cases.entries()) {
          const found = read.dataset(`d${i}`, dtype);
          expect(found.shape).toEqual(shape);
          expect(found.chunks).toEqual(chunks ?? null);
          expect(found.compression).toEqual(
            deflate === undefined ? [] : [{ name: "deflate", parameters: { level: deflate } }],
          );
          if (fillValue !== undefined) expect(found.fillValue).toBe(fillValue);
          expect([...(await found.read()).data]).toEqual(values);
        }
      }),
      { numRuns: 60, seed: 20080603 },
    );
  });

  it("has the fill value where no chunk was written", async () => {
    await fc.assert(
      fc.asyncProperty(
        dataset as fc.Arbitrary<Case>,
        async ({ dtype, shape, chunks = shape, deflate, fillValue = 1, values, mask }) => {
          const sink = new MemorySink();
          const file = await createHdf4(sink);
          const writer = file.createDataset("d", { dtype, shape, chunks, deflate, fillValue });
          const expected = values.map(() => fillValue);
          const grid = shape.map((size, axis) => Math.ceil(size / chunks[axis]!));
          for (const [number, indices] of positions(grid).entries()) {
            if (!mask[number % mask.length]!) continue;
            const start = indices.map((index, axis) => index * chunks[axis]!);
            const extent = start.map((from, axis) => Math.min(chunks[axis]!, shape[axis]! - from));
            const elements = positions(extent).map((position) =>
              flat(
                shape,
                position.map((p, axis) => p + start[axis]!),
              ),
            );
            for (const element of elements) expected[element] = values[element]!;
            await writer.writeChunk(
              indices,
              elements.map((element) => values[element]!),
            );
          }
          await file.close();
          await using read = await open(sink.bytes);
          expect([...(await read.dataset("d").read()).data]).toEqual(expected);
        },
      ),
      { numRuns: 60, seed: 20080604 },
    );
  });

  it("gives tables, groups, dimensions and scales back", async () => {
    const sink = new MemorySink();
    const file = await createHdf4(sink, {
      attributes: { title: "all", n: 3, list: [1.5, 2], bytes: Uint8Array.of(1, 2) },
    });
    const grid = file.createDataset("grid", { dtype: "uint8", shape: [2, 3], dimensions: ["y", "x"] });
    await grid.write([1, 2, 3, 4, 5, 6]);
    file.setDimensionScale("x", { dtype: "float32", values: [0.5, 1.5, 2.5], attributes: { units: "m" } });
    const options = {
      className: "points",
      fields: [
        { name: "pair", dtype: "int16", order: 2, attributes: { units: "K" } },
        { name: "label", dtype: "char8", order: 3 },
      ],
      attributes: { source: "here" },
    } as const;
    const table = file.createTable("table", options);
    await table.write({ pair: Int16Array.of(1, 2, 3, 4), label: ["abc", "é"] });
    const group = file.createGroup("group", { className: "kind", attributes: { level: 1 } });
    group.add(grid, table);
    file.createGroup("parent").add(group);
    await file.close();

    await using read = await open(sink.bytes);
    expect({ ...read.attributes }).toEqual({
      title: "all",
      n: 3,
      list: Float64Array.of(1.5, 2),
      bytes: Uint8Array.of(1, 2),
    });
    const found = read.dataset("parent/group/grid", "uint8");
    expect((await found.read([1])).data).toEqual(Uint8Array.of(4, 5, 6));
    expect(found.dimensions.map(({ name, size }) => [name, size])).toEqual([
      ["y", 2],
      ["x", 3],
    ]);
    expect({ ...found.dimensions[1]!.attributes }).toEqual({ units: "m" });
    expect((await found.dimensions[1]!.scale!.read()).data).toEqual(Float32Array.of(0.5, 1.5, 2.5));
    const rows = read.table("parent/group/table");
    expect(rows.hdf4?.className).toBe("points");
    expect({ ...rows.attributes }).toEqual({ source: "here" });
    expect({ ...rows.fields[0]!.attributes }).toEqual({ units: "K" });
    const columns = await rows.read();
    expect(columns.pair!.data).toEqual(Int16Array.of(1, 2, 3, 4));
    expect(columns.label!.data).toEqual(["abc", "é\0"]);
    expect({ ...read.group("parent/group").attributes }).toEqual({ level: 1 });
  });
});

/** All positions in a shape, in C order. */
function positions(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((position) => Array.from({ length: size }, (_, i) => [...position, i])),
    [[]],
  );
}

function flat(shape: readonly number[], position: readonly number[]): number {
  return position.reduce((sum, index, axis) => sum * shape[axis]! + index, 0);
}
