import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { open } from "../../../src/index.ts";
import { createHdf4, type Hdf4DatasetOptions, type Hdf4DatasetWriter, MemorySink } from "../../../src/write.ts";

async function create(options: unknown, name: unknown = "d"): Promise<Hdf4DatasetWriter> {
  const file = await createHdf4(new MemorySink());
  return file.createDataset(name as string, options as Hdf4DatasetOptions);
}

async function readBack(
  options: Hdf4DatasetOptions,
  write: (dataset: Hdf4DatasetWriter) => Promise<void>,
): Promise<number[]> {
  const sink = new MemorySink();
  const file = await createHdf4(sink);
  await write(file.createDataset("d", options));
  await file.close();
  await using read = await open(sink.bytes);
  return [...((await read.dataset("d").read()).data as Int16Array)];
}

const int16 = { dtype: "int16", shape: [4, 3] } as const;

describe("createDataset", () => {
  it.each<[unknown, string, unknown?]>([
    [undefined, 'data set "d": expected an object of options (dtype, shape,'],
    [{ shape: [4, 3] }, 'data set "d": HDF4 has no type undefined'],
    [{ ...int16, chunks: [1, 1], shuffle: true }, 'there is no option "shuffle"; the options are dtype, shape,'],
    [{ ...int16, defalte: 6 }, 'data set "d": there is no option "defalte"'],
    [
      { ...int16, attributes: { a: { dtype: "int8", value: 1, shape: [] } } },
      'attribute "a": there is no option "shape"',
    ],
    [{ ...int16, dtype: "int64" }, 'HDF4 has no type "int64", expected one of uchar8, char8,'],
    [{ dtype: "int16" }, "expected a shape like [100, 20], got undefined"],
    [{ ...int16, shape: [4, 0] }, "axis 1 has size 0, expected 1 to 2147483647"],
    [{ ...int16, shape: [0, 4], unlimited: true, chunks: [1, 1] }, "HDF4 has no chunks with an unlimited dimension"],
    [{ ...int16, unlimited: true, deflate: 1 }, "HDF4 has no compression with an unlimited dimension"],
    [{ ...int16, shape: [], unlimited: true }, "a scalar has no unlimited dimension"],
    [{ ...int16, unlimited: 1 }, "expected unlimited to be a boolean"],
    [{ ...int16, shape: [], chunks: [] }, "a scalar has no chunks"],
    [{ ...int16, shape: new Array(33).fill(1) }, "it has 33 axes, HDF4 allows 32"],
    [{ ...int16, chunks: [2] }, "expected 2 chunk sizes, got [2]"],
    [{ ...int16, chunks: 2 }, "expected 2 chunk sizes, got 2"],
    [{ ...int16, chunks: [2, 4] }, "chunk size 4 on axis 1, expected 1 to 3"],
    [{ ...int16, deflate: 10 }, "deflate is 10, expected a level from 0 to 9"],
    [{ ...int16, fillValue: 40000 }, "element 0 is 40000, which int16 cannot hold"],
    [{ dtype: "float32", shape: [2], fillValue: 1e39 }, "fillValue: element 0 is 1e+39, which float32 cannot hold"],
    [{ ...int16, fillValue: 1, attributes: { _FillValue: 1 } }, "give fillValue or the attribute _FillValue, not both"],
    [{ ...int16, attributes: 3 }, "expected attributes as an object, got number"],
    [{ ...int16, attributes: { big: 5n } }, 'data set "d": attribute "big": HDF4 has no type "int64"'],
    [{ ...int16, attributes: { list: ["a", "b"] } }, 'attribute "list": HDF4 has no attributes of several strings'],
    [{ ...int16, attributes: { empty: "" } }, 'attribute "empty": it is empty'],
    [{ ...int16, attributes: { long: "x".repeat(65536) } }, "it has 65536 bytes, HDF4 allows 65535"],
    [{ ...int16, attributes: { ["n".repeat(65)]: 1 } }, "the name has 65 bytes, HDF4 allows 64"],
    [{ ...int16, dimensions: ["a", 5] }, 'data set "d": dimension: expected a name, got 5'],
    [int16, "data set: expected a name", ""],
    [int16, "a name cannot contain NUL", "a\0b"],
    [int16, "the name has 256 bytes, HDF4 allows 255", "n".repeat(256)],
    [{ dtype: "int8", shape: [65536, 32768] }, "the data set has 2147483648 bytes, HDF4 allows 2147483647"],
  ])("%#: %s", async (options, message, name) => {
    await expect(create(options, name)).rejects.toThrow(message);
  });

  it("takes no part of a data set that it refused", async () => {
    const file = await createHdf4(new MemorySink());
    const bad = { dtype: "int16", shape: [2], dimensions: ["x"], deflate: 77 } as unknown as Hdf4DatasetOptions;
    expect(() => file.createDataset("d", bad)).toThrow(RangeError);
    file.createDataset("e", { dtype: "int16", shape: [3], dimensions: ["x"] });
  });
});

describe("write", () => {
  it.each<[unknown, unknown, string]>([
    [int16, new Int16Array(11), "expected 12 elements for the shape [4, 3], got 11"],
    [int16, new Uint16Array(12), "expected Int16Array or an array of numbers (int16), got uint16 values"],
    [int16, "text", "got string"],
    [int16, new Array(12).fill("1"), "element 0 is string, expected a number for int16"],
    [int16, new Array(12).fill(0.5), "element 0 is 0.5, which int16 cannot hold"],
    [int16, ndarray(new Int16Array(12), [3, 4]), "expected the shape [4, 3], got [3, 4]"],
    [int16, ndarray(new Int16Array(12), [4, 3], [4, 1]), "the ndarray reaches elements 0..14 of its 12"],
  ])("%#", async (options, input, message) => {
    for (const storage of [{}, { chunks: [2, 2] }, { deflate: 1 }]) {
      const dataset = await create({ ...(options as object), ...storage });
      await expect(dataset.write(input as number[])).rejects.toThrow(message);
    }
  });

  it.each([{}, { chunks: [3, 2] }, { deflate: 1 }] as const)("takes ndarrays of any strides (%j)", async (storage) => {
    const transposed = ndarray(
      Int16Array.from({ length: 13 }, (_, i) => i),
      [4, 3],
      [1, 4],
      1,
    );
    const values = await readBack({ ...int16, ...storage }, (dataset) => dataset.write(transposed as never));
    expect(values).toEqual([1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12]);
    const view = ndarray(
      Int16Array.from({ length: 14 }, (_, i) => i),
      [4, 3],
      [3, 1],
      2,
    );
    expect(await readBack({ ...int16, ...storage }, (dataset) => dataset.write(view as never))).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    ]);
  });

  it("writes everything once", async () => {
    for (const storage of [{}, { chunks: [2, 2] }, { deflate: 1 }]) {
      const dataset = await create({ ...int16, ...storage });
      await dataset.write(new Int16Array(12));
      await expect(dataset.write(new Int16Array(12))).rejects.toThrow("written already");
    }
  });

  it("writes nothing twice when two writes run at the same time", async () => {
    for (const storage of [{}, { chunks: [2, 2] }, { deflate: 1 }] as const) {
      const values = await readBack({ ...int16, ...storage }, async (dataset) => {
        const first = dataset.write(new Int16Array(12).fill(1));
        await expect(dataset.write(new Int16Array(12).fill(2))).rejects.toThrow("written already");
        await first;
      });
      expect(values).toEqual(new Array(12).fill(1));
    }
  });

  it("stores no chunk of nothing but the fill value", async () => {
    const size = async (value: number): Promise<number> => {
      const sink = new MemorySink();
      const file = await createHdf4(sink);
      const options = { dtype: "int16", shape: [100, 100], chunks: [10, 10], fillValue: 8 } as const;
      await file.createDataset("d", options).write(new Int16Array(10000).fill(value));
      await file.close();
      return sink.bytes.length;
    };
    expect((await size(9)) - (await size(8))).toBeGreaterThan(20000);
  });
});

describe("writeRows", () => {
  it("fills the rows that are left out", async () => {
    const values = await readBack({ ...int16, fillValue: -7 }, async (dataset) => {
      await dataset.writeRows(1, [1, 2, 3]);
      await dataset.writeRows(3, [4, 5, 6]);
    });
    expect(values).toEqual([-7, -7, -7, 1, 2, 3, -7, -7, -7, 4, 5, 6]);
  });

  it("uses libhdf4's default fill value", async () => {
    const values = await readBack({ dtype: "uint16", shape: [3] }, (dataset) => dataset.writeRows(1, [5]));
    expect(values).toEqual([32769, 5, 32769]);
  });

  it.each<[number, number[], string]>([
    [0, [1, 2], "got 2 elements, expected a multiple of the row length 3"],
    [4, [1, 2, 3], "expected rows within 0..4, got 4..5"],
    [-1, [1, 2, 3], "expected rows within 0..4, got -1..0"],
    [0.5, [1, 2, 3], "expected rows within 0..4, got 0.5..1.5"],
  ])("refuses rows from %d of %j", async (first, values, message) => {
    await expect((await create(int16)).writeRows(first, values)).rejects.toThrow(message);
  });

  it("takes rows in any order, once, from numbers, arrays and ndarrays", async () => {
    const values = await readBack({ ...int16, fillValue: -7 }, async (dataset) => {
      await dataset.writeRows(3, [1, 2, 3]);
      await expect(dataset.writeRows(2, new Int16Array(6))).rejects.toThrow("rows 2..4 have been written already");
      await dataset.writeRows(0, ndarray(Int16Array.of(4, 7, 5, 8, 6, 9), [2, 3], [1, 2]));
    });
    expect(values).toEqual([4, 5, 6, 7, 8, 9, -7, -7, -7, 1, 2, 3]);
  });

  it("needs contiguous storage", async () => {
    await expect((await create({ ...int16, chunks: [1, 1] })).writeRows(0, [1])).rejects.toThrow("it has chunks");
    await expect((await create({ ...int16, deflate: 1 })).writeRows(0, [1])).rejects.toThrow("compressed as a whole");
    await expect((await create({ dtype: "int8", shape: [] })).writeRows(0, [1])).rejects.toThrow(
      "a scalar has no rows",
    );
  });
});

describe("writeChunk", () => {
  it.each<[unknown, number, string]>([
    [[0], 4, "expected chunk indices in [0..1, 0..1], got [0]"],
    ["00", 4, "expected chunk indices in [0..1, 0..1]"],
    [[2, 0], 4, "expected chunk indices in [0..1, 0..1], got [2,0]"],
    [[0, -1], 4, "expected chunk indices in [0..1, 0..1], got [0,-1]"],
    [[0, 0], 3, "chunk [0, 0]: expected 4 elements for the shape [2, 2], got 3"],
    [[0, 1], 3, "chunk [0, 1]: expected 4 or 2 elements for the shape [2, 2] or [2, 1], got 3"],
  ])("refuses chunk %j of %d values", async (indices, length, message) => {
    const dataset = await create({ ...int16, chunks: [2, 2] });
    await expect(dataset.writeChunk(indices as number[], new Int16Array(length))).rejects.toThrow(message);
  });

  it("writes a chunk once, and only where there are chunks", async () => {
    const dataset = await create({ ...int16, chunks: [2, 2] });
    await dataset.writeChunk([0, 0], new Int16Array(4));
    await expect(dataset.writeChunk([0, 0], new Int16Array(4))).rejects.toThrow(
      "chunk [0, 0] has been written already",
    );
    await expect((await create(int16)).writeChunk([0, 0], [1])).rejects.toThrow("it has no chunks");
    await expect((await create({ ...int16, deflate: 1 })).writeChunk([0, 0], [1])).rejects.toThrow(
      "compressed as a whole",
    );
  });

  it("takes a whole edge chunk or its inside", async () => {
    const values = await readBack({ dtype: "int16", shape: [3, 3], chunks: [2, 2], fillValue: 0 }, async (dataset) => {
      await dataset.writeChunk([0, 1], Int16Array.of(1, 99, 2, 99));
      await dataset.writeChunk([1, 0], ndarray(Int16Array.of(3, 9, 4), [1, 2], [3, 2]));
    });
    expect(values).toEqual([0, 0, 1, 0, 0, 2, 3, 4, 0]);
  });
});

describe("properties", () => {
  it("tell what was asked for", async () => {
    const chunked = await create({ ...int16, chunks: [2, 2] });
    expect([chunked.name, chunked.dtype, chunked.shape, chunked.chunks]).toEqual(["d", "int16", [4, 3], [2, 2]]);
    expect((await create(int16)).chunks).toBeNull();
  });
});

describe("setAttribute", () => {
  it("does not change the fill value", async () => {
    const dataset = await create(int16);
    expect(() => dataset.setAttribute("_FillValue", 1)).toThrow("_FillValue is set when the data set is created");
  });
});
