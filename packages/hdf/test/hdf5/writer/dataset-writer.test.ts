import fc from "fast-check";
import ndarray from "ndarray";
import { expect, test } from "vitest";
import type { NumericDtype } from "../../../src/types.ts";
import {
  createHdf5,
  encodeChunk,
  type Hdf5DatasetOptions,
  type Hdf5InputArray,
  MemorySink,
} from "../../../src/write.ts";
import { datasetOf, roundTrip, writeBytes } from "./_h5wasm.ts";

const arrays = {
  int8: fc.int8Array,
  uint8: fc.uint8Array,
  int16: fc.int16Array,
  uint16: fc.uint16Array,
  int32: fc.int32Array,
  uint32: fc.uint32Array,
  int64: fc.bigInt64Array,
  uint64: fc.bigUint64Array,
  float32: fc.float32Array,
  float64: fc.float64Array,
} as const satisfies Record<NumericDtype, unknown>;

const written = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(arrays) as NumericDtype[])),
    axes: fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })), { maxLength: 4 }),
    chunked: fc.boolean(),
    shuffle: fc.boolean(),
    deflate: fc.option(fc.nat(9), { nil: undefined }),
    fillValue: fc.option(fc.nat(127), { nil: undefined }),
  })
  .chain(({ dtype, axes, chunked, shuffle, deflate, fillValue }) => {
    const shape = axes.map(([size]) => size);
    const length = shape.reduce((product, size) => product * size, 1);
    const options: Hdf5DatasetOptions<NumericDtype> = {
      dtype,
      shape,
      ...(fillValue !== undefined && { fillValue }),
      ...(chunked &&
        shape.length > 0 && {
          chunks: axes.map(([size, chunk]) => Math.min(size, chunk)),
          shuffle,
          ...(deflate !== undefined && { deflate }),
        }),
    };
    const data = arrays[dtype]({ minLength: length, maxLength: length }) as fc.Arbitrary<Hdf5InputArray>;
    return fc.record({ options: fc.constant(options), data });
  });

test("libhdf5 reads what was written: any type, shape, chunks and filters", async () => {
  await fc.assert(
    fc.asyncProperty(written, async ({ options, data }) => {
      const { value, metadata } = await roundTrip(
        (file) => file.createDataset("x", options).write(data as never),
        (file) => {
          const { value, metadata } = datasetOf(file, "x");
          return { value, metadata };
        },
      );
      expect(value).toEqual(options.shape.length === 0 ? data[0] : data);
      expect(metadata.shape).toEqual(options.shape);
      expect(metadata.chunks).toEqual(options.chunks ?? null);
    }),
    { numRuns: 150 },
  );
}, 30_000);

const grid = { dtype: "int16", shape: [5, 7], chunks: [2, 3], shuffle: true, deflate: 6, fillValue: -1 } as const;
const chunk = (value: number) => new Int16Array(6).fill(value);
const indices = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => [i, j]));

test("values do not depend on the order of the chunks", async () => {
  const read = (order: number[][]) =>
    roundTrip(
      async (file) => {
        const dataset = file.createDataset("x", grid);
        for (const index of order) await dataset.writeChunk(index, chunk(index[0]! * 10 + index[1]!));
      },
      (file) => datasetOf(file, "x").value,
    );
  const first = await read(indices);
  expect(first).toEqual(
    Int16Array.from({ length: 35 }, (_, at) => Math.floor(at / 14) * 10 + Math.floor((at % 7) / 3)),
  );
  expect(await read([...indices].reverse())).toEqual(first);
});

test("started together, awaited or encoded elsewhere, chunks give the same bytes", async () => {
  const together = await writeBytes(async (file) => {
    const dataset = file.createDataset("x", grid);
    await Promise.all(indices.map((index, i) => dataset.writeChunk(index, chunk(i))));
  });
  const awaited = await writeBytes(async (file) => {
    const dataset = file.createDataset("x", grid);
    for (const [i, index] of indices.entries()) await dataset.writeChunk(index, chunk(i));
  });
  const elsewhere = await writeBytes(async (file) => {
    const dataset = file.createDataset("x", grid);
    for (const [i, index] of indices.entries()) {
      await dataset.writeEncodedChunk(index, await encodeChunk(chunk(i), { shuffle: true, deflate: 6 }));
    }
  });
  expect(together).toEqual(awaited);
  expect(elsewhere).toEqual(awaited);
});

test("close waits for what has been started", async () => {
  const data = Int16Array.from({ length: 35 }, (_, i) => i);
  const view = ndarray(data, [7, 5]).transpose(1, 0);
  const values = await roundTrip(
    (file) => {
      void file.createDataset("chunked", grid).write(view);
      void file.createDataset("plain", { dtype: "int16", shape: [5, 7] }).write(view);
    },
    (file) => [datasetOf(file, "chunked").value, datasetOf(file, "plain").value],
  );
  const expected = Int16Array.from({ length: 35 }, (_, at) => (at % 7) * 5 + Math.floor(at / 7));
  expect(values).toEqual([expected, expected]);
});

test("writing everything stores only the chunks that hold data", async () => {
  const size = async (value: number) =>
    (await writeBytes((file) => file.createDataset("x", { ...grid, deflate: 0 }).write(new Int16Array(35).fill(value))))
      .length;
  expect(await size(-1)).toBeLessThan(600);
  expect(await size(0)).toBeGreaterThan(2000);
});

test.each([undefined, [3, 3]])("an ndarray with other strides, chunks %j", async (chunks) => {
  const view = ndarray(
    Uint8Array.from({ length: 12 }, (_, i) => i),
    [3, 4],
  ).transpose(1, 0);
  const value = await roundTrip(
    (file) => file.createDataset("x", { dtype: "uint8", shape: [4, 3], ...(chunks && { chunks }) }).write(view),
    (file) => datasetOf(file, "x").value,
  );
  expect(value).toEqual(new Uint8Array([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]));
});

test("rows of a contiguous data set in any order; the rest has the fill value", async () => {
  const values = await roundTrip(
    async (file) => {
      const dataset = file.createDataset("x", { dtype: "int32", shape: [300_000, 2], fillValue: 7 });
      await dataset.writeRows(299_999, new Int32Array([5, 6]));
      await dataset.writeRows(10, new Int32Array([1, 2, 3, 4]));
      await dataset.writeRows(12, new Int32Array([8, 9]));
      file.createDataset("never", { dtype: "float32", shape: [3], fillValue: 1.5 });
      file.createDataset("zero", { dtype: "float32", shape: [3] });
    },
    (file) => ["x", "never", "zero"].map((path) => datasetOf(file, path).value),
  );
  const expected = new Int32Array(600_000).fill(7);
  expected.set([1, 2, 3, 4, 8, 9], 20);
  expected.set([5, 6], 599_998);
  expect(values).toEqual([expected, new Float32Array(3).fill(1.5), new Float32Array(3)]);
});

test("takes numbers, bigints and ndarrays, and edge chunks whole or only their inside", async () => {
  const values = await roundTrip(
    async (file) => {
      const options = { dtype: "int16", shape: [3, 3], chunks: [2, 2], fillValue: -1, deflate: 1 } as const;
      const dataset = file.createDataset("chunks", options);
      expect([dataset.name, dataset.path]).toEqual(["chunks", "chunks"]);
      await dataset.writeChunk([0, 1], [1, 99, 2, 99]);
      await dataset.writeChunk([1, 0], ndarray(Int16Array.of(3, 9, 4), [1, 2], [3, 2]));
      await expect(dataset.writeChunk([1, 1], [1, 2])).rejects.toThrow(
        /chunk \[1, 1\]: expected 4 or 1 elements for the shape \[2, 2\] or \[1, 1\], got 2/,
      );
      await dataset.writeChunk([1, 1], [5]);
      const rows = file.createDataset("g/rows", { dtype: "int64", shape: [3, 2] });
      expect([rows.name, rows.path]).toEqual(["rows", "g/rows"]);
      await rows.writeRows(1, [1n, -2n, 3n, 4n]);
      await rows.writeRows(0, ndarray(BigInt64Array.of(7n, 8n), [1, 2]));
      await expect(rows.writeRows(0, [1, 2] as never)).rejects.toThrow(/expected a bigint for int64/);
      await file.createDataset("all", { dtype: "uint8", shape: [3] }).write([1, 2, 255]);
    },
    (file) => ["chunks", "g/rows", "all"].map((path) => datasetOf(file, path).value),
  );
  expect(values).toEqual([
    Int16Array.of(-1, -1, 1, -1, -1, 2, 3, 4, 5),
    BigInt64Array.of(7n, 8n, 1n, -2n, 3n, 4n),
    Uint8Array.of(1, 2, 255),
  ]);
});

test("scalars and axes of length 0", async () => {
  const values = await roundTrip(
    async (file) => {
      await file.createDataset("scalar", { dtype: "int64", shape: [] }).write(new BigInt64Array([-(2n ** 60n)]));
      await file.createDataset("empty", { dtype: "int8", shape: [0, 3] }).write(new Int8Array(0));
      await file.createDataset("chunked", { dtype: "int8", shape: [2, 0], chunks: [1, 1] }).write(new Int8Array(0));
    },
    (file) => [datasetOf(file, "scalar").value, datasetOf(file, "empty").shape, datasetOf(file, "chunked").shape],
  );
  expect(values).toEqual([-(2n ** 60n), [0, 3], [2, 0]]);
});

test("refuses wrong data, and the data set can still be written", async () => {
  const file = await createHdf5(new MemorySink());
  const chunked = file.createDataset("c", grid);
  await expect(chunked.writeChunk([0, 3], chunk(1))).rejects.toThrow(
    /"c": expected chunk indices in \[0\.\.2, 0\.\.2\]/,
  );
  await expect(chunked.writeChunk([0], chunk(1))).rejects.toThrow(TypeError);
  await expect(chunked.writeChunk([0, 0.5], chunk(1))).rejects.toThrow(RangeError);
  await expect(chunked.writeChunk([0, 1], new Int16Array(5))).rejects.toThrow(
    /"c": chunk \[0, 1\]: expected 6 elements for the shape \[2, 3\], got 5/,
  );
  await expect(chunked.writeChunk([0, 1], new Int32Array(6) as never)).rejects.toThrow(/int16.*got int32/);
  await expect(chunked.writeEncodedChunk([0, 1], new Uint8Array(0))).rejects.toThrow(/expected some bytes/);
  await expect(chunked.writeEncodedChunk([0, 1], chunk(1) as never)).rejects.toThrow(TypeError);
  await expect(chunked.writeRows(0, chunk(1))).rejects.toThrow(/it has chunks, use write or writeChunk/);
  await chunked.writeChunk([0, 1], chunk(1));
  await expect(chunked.writeChunk([0, 1], chunk(1))).rejects.toThrow(/chunk \[0, 1\] has been written already/);
  await expect(chunked.write(new Int16Array(35))).rejects.toThrow(/parts have been written already/);
  const whole = file.createDataset("w", grid);
  const writing = whole.write(new Int16Array(35));
  await expect(whole.write(new Int16Array(35))).rejects.toThrow(/written already/);
  await expect(whole.writeChunk([2, 2], chunk(1))).rejects.toThrow(/chunk \[2, 2\] has been written already/);
  await writing;

  const plain = file.createDataset("p", { dtype: "int16", shape: [4, 2] });
  await expect(plain.writeChunk([0, 0], chunk(1))).rejects.toThrow(/use write or writeRows/);
  await expect(plain.writeRows(3, new Int16Array(4))).rejects.toThrow(/rows within 0\.\.4, got 3\.\.5/);
  await expect(plain.writeRows(0, new Int16Array(3))).rejects.toThrow(
    /got 3 elements, expected a multiple of the row length 2/,
  );
  await plain.writeRows(1, new Int16Array(4));
  await expect(plain.writeRows(0, new Int16Array(4))).rejects.toThrow(/rows 0\.\.2 have been written already/);
  await expect(plain.write(new Int16Array(8))).rejects.toThrow(/written already/);

  const bare = file.createDataset("b", { dtype: "int16", shape: [4], chunks: [2] });
  await expect(bare.writeEncodedChunk([0], new Uint8Array(3))).rejects.toThrow(/expected 4 bytes, got 3/);
  await bare.writeEncodedChunk([0], new Uint8Array(4));
  await file.close();
});
