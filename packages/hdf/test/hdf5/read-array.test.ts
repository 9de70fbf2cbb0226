import { describe, expect, test } from "vitest";
import { LimitError } from "../../src/errors.ts";
import { OpenFile } from "../../src/hdf5/open-file.ts";
import { readNumbers } from "../../src/hdf5/read-array.ts";
import type { DatasetDescription, Session } from "../../src/hdf5/session.ts";
import { open } from "../../src/open.ts";
import { resolveSelection } from "../../src/selection.ts";
import { h5Path } from "./_truth.ts";

const description: DatasetDescription = {
  type: {
    dtype: "uint8",
    typeName: "uint8",
    size: 1,
    layout: { kind: "number", dtype: "uint8", size: 1, bigEndian: false, encoding: "native" },
    arrayShape: [],
    fields: null,
    holdsPointers: false,
  },
  shape: [100],
  unlimited: [false],
  chunks: [10],
  compression: [{ name: "deflate", parameters: {} }],
  fillValue: 0,
  unsupported: null,
  unwritten: false,
};

/** A file whose elements are their own indices; `reads` lists where each read of the session starts. */
function countedFile(cacheBytes: number) {
  const reads: number[] = [];
  let failures = 0;
  const refuse = (): never => {
    throw new Error("not used");
  };
  const session: Session = {
    links: refuse,
    attributes: refuse,
    dataset: refuse,
    axes: refuse,
    hold: () => {},
    close: async () => {},
    read: async (_, { start, count }) => {
      reads.push(start[0]!);
      if (failures-- > 0) throw new Error("not now");
      return [Uint8Array.from({ length: count[0]! }, (_, i) => start[0]! + i)];
    },
  };
  const file = new OpenFile(session, "some.h5", { maxBytes: 1000, cacheBytes });
  const read = async (start: number, stop: number) => {
    const ranges = resolveSelection([[start, stop]], description.shape);
    const array = await readNumbers({ file, id: "/d", path: "d", description }, "uint8", ranges, undefined);
    return [...array];
  };
  const fail = (times: number) => {
    failures = times;
  };
  return { file, read, reads, fail };
}

describe("the cache of chunks", () => {
  test("a chunk is read once, also when it is wanted twice at a time", async () => {
    const { read, reads } = countedFile(1000);
    expect(await Promise.all([read(5, 12), read(9, 11)])).toEqual([
      [5, 6, 7, 8, 9, 10, 11],
      [9, 10],
    ]);
    expect(await read(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(reads).toEqual([0, 10]);
  });

  test("keeps as many bytes as it may, of what was used last", async () => {
    const { read, reads } = countedFile(40);
    for (const start of [0, 10, 20, 30, 0, 40, 10, 0]) await read(start, start + 1);
    expect(reads).toEqual([0, 10, 20, 30, 40, 10]);
  });

  test("a read of many chunks does not go through it", async () => {
    const { read, reads } = countedFile(100);
    await read(0, 1);
    expect(await read(0, 100)).toHaveLength(100);
    await read(5, 6);
    expect(reads).toEqual([0, 0]);
  });

  test("of 0 bytes keeps nothing", async () => {
    const { read, reads } = countedFile(0);
    expect([await read(3, 5), await read(3, 5)]).toEqual([
      [3, 4],
      [3, 4],
    ]);
    expect(reads).toEqual([3, 3]);
  });

  test("does not keep failures", async () => {
    const { read, fail } = countedFile(1000);
    fail(1);
    await expect(read(0, 3)).rejects.toThrow("not now");
    expect(await read(0, 3)).toEqual([0, 1, 2]);
  });

  test("ends with the file", async () => {
    const { file, read } = countedFile(1000);
    await read(0, 3);
    expect(file.chunks.get("/d\x000")).toBeDefined();
    await file.close();
    expect(file.chunks.get("/d\x000")).toBeUndefined();
    await expect(read(0, 3)).rejects.toMatchObject({ code: "HDF_CLOSED" });
  });
});

describe("more than any memory, within maxBytes", () => {
  test("is a LimitError", async () => {
    await using file = await open(h5Path("huge.h5"), { maxBytes: 2 ** 52 });
    await expect(file.dataset("numbers").read()).rejects.toThrow(LimitError);
    await expect(file.dataset("numbers").read()).rejects.toThrow(/"numbers": there is no memory for 35184372088832/);
    await expect(file.dataset("texts").readText()).rejects.toThrow(LimitError);
    await expect(file.table("records").read()).rejects.toThrow(LimitError);
    expect((await file.dataset("numbers").read([[2 ** 45 - 2, 2 ** 45]])).data).toEqual(new Float32Array(2));
  });
});
