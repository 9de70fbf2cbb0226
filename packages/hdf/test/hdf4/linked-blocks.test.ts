import { describe, expect, it, vi } from "vitest";
import { isHdfError } from "../../src/errors.ts";
import { DescriptorTable } from "../../src/hdf4/descriptors.ts";
import { open } from "../../src/open.ts";
import { dfsdElements, makeHdf4, type RawElement, record } from "../support/hdf4-bytes.ts";

const linked = 20;
const special = 702 | 0x4000;

/** 10 bytes in a first block of 4 bytes and further ones of 3, two in a table. */
const blocks: RawElement[] = [
  { tag: linked, ref: 11, bytes: Uint8Array.of(0, 1, 2, 3) },
  { tag: linked, ref: 12, bytes: Uint8Array.of(4, 5, 6) },
  { tag: linked, ref: 13, bytes: Uint8Array.of(7, 8, 9) },
];
const tables: RawElement[] = [
  { tag: linked, ref: 1, bytes: record([2, 2], [2, 11], [2, 12]) },
  { tag: linked, ref: 2, bytes: record([2, 0], [2, 13], [2, 0]) },
];

function header(length: number, blockLength = 3, blocksPerTable = 2, tableRef = 1): RawElement {
  const bytes = record([2, 1], [4, length], [4, blockLength], [4, blocksPerTable], [2, tableRef]);
  return { tag: special, ref: 1, bytes };
}

function file(elements: readonly RawElement[], length = 10, head = header(length)): Uint8Array {
  return makeHdf4([...dfsdElements([length], 20, head), ...elements]);
}

async function read(bytes: Uint8Array): Promise<number[]> {
  await using opened = await open(bytes);
  return [...(await opened.dataset("Data-Set-1", "int8").read()).data];
}

describe("linked blocks", () => {
  it("follow each other through the tables", async () => {
    expect(await read(file([...tables, ...blocks]))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("can be read in part", async () => {
    await using opened = await open(file([...tables, ...blocks]));
    const dataset = opened.dataset("Data-Set-1", "int8");
    for (let start = 0; start <= 10; start++) {
      for (let stop = start; stop <= 10; stop++) {
        const { data } = await dataset.read([[start, stop]]);
        expect([...data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].slice(start, stop));
      }
    }
  });

  it("are all looked for once", async () => {
    const count = 1000;
    const many = Array.from({ length: count }, (_, i) => ({ tag: linked, ref: i + 2, bytes: Uint8Array.of(i % 100) }));
    const table = { tag: linked, ref: 1, bytes: record([2, 0], ...many.map(({ ref }): [2, number] => [2, ref])) };
    await using opened = await open(file([table, ...many], count, header(count, 1, count)));
    const dataset = opened.dataset("Data-Set-1", "int8");
    expect((await dataset.read([[0, 3]])).data).toEqual(Int8Array.of(0, 1, 2));
    const look = vi.spyOn(DescriptorTable.prototype, "find");
    expect((await dataset.read([[997, 1000]])).data).toEqual(Int8Array.of(97, 98, 99));
    expect(look.mock.calls.length).toBeLessThan(20);
    look.mockRestore();
  });

  it("hold zeros where none was written", async () => {
    const holes = { ...tables[0]!, bytes: record([2, 2], [2, 11], [2, 0]) };
    expect(await read(file([holes, tables[1]!, ...blocks]))).toEqual([0, 1, 2, 3, 0, 0, 0, 7, 8, 9]);
  });

  it("may begin with an empty one", async () => {
    const bytes = file([...tables, { ...blocks[0]!, bytes: new Uint8Array(0) }, ...blocks.slice(1)], 6);
    expect(await read(bytes)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it.each<[string, Uint8Array, string]>([
    ["a table that is missing", file([tables[1]!, ...blocks]), "tag 20, ref 1 is missing"],
    ["a chain of tables that is too short", file([...tables, ...blocks], 100), "the block tables list 4 blocks"],
    [
      "a chain of tables that returns",
      file([{ ...tables[0]!, bytes: record([2, 1], [2, 11], [2, 12]) }, ...blocks]),
      "in its own chain",
    ],
    [
      "a table that is cut",
      file([{ ...tables[0]!, bytes: record([2, 2], [2, 11]) }, ...blocks]),
      "ends inside a field",
    ],
    ["a block that is missing", file([...tables, ...blocks.slice(0, 2)]), "tag 20, ref 13 is missing"],
    [
      "a block that is too short",
      file([...tables, ...blocks.slice(0, 2), { ...blocks[2]!, bytes: Uint8Array.of(7) }]),
      "bytes 0 to 3 are needed, but the element has 1",
    ],
    ["blocks without length", file(tables, 10, header(10, 0)), "expected at least 1"],
    ["a negative length", file(tables, 10, header(-1)), "the length of an element in linked blocks is -1"],
  ])("report %s", async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toSatisfy(
      (error) => isHdfError(error, "HDF_DAMAGED") && error.message.includes(message),
    );
  });

  it("must exist before memory is taken for them", async () => {
    const length = 2 ** 29;
    const before = process.memoryUsage().arrayBuffers;
    await expect(read(file([...tables, ...blocks], length))).rejects.toSatisfy((error) =>
      isHdfError(error, "HDF_DAMAGED"),
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });
});
