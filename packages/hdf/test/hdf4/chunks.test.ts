import { describe, expect, it } from "vitest";
import { isHdfError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import { dfsdElements, makeHdf4, type RawElement, record } from "../support/hdf4-bytes.ts";

const chunk = 61;

interface Description {
  version?: number;
  flag?: number;
  chunkElements?: number;
  elementSize?: number;
  tableTag?: number;
  shape?: readonly number[];
  chunkShape?: readonly number[];
  fill?: readonly number[];
  behind?: Uint8Array;
}

/** The description of 3 x 5 elements of int8 in chunks of 2 x 2; what a test changes is wrong. */
function describeChunks({
  version = 0,
  flag = 0,
  chunkElements = 4,
  elementSize = 1,
  tableTag = 1962,
  shape = [3, 5],
  chunkShape = [2, 2],
  fill = [99],
  behind = new Uint8Array(0),
}: Description): RawElement {
  const axes = shape.flatMap((length, axis): [4, number][] => [
    [4, 1],
    [4, length],
    [4, chunkShape[axis]!],
  ]);
  const head = record(
    [1, version],
    [4, flag],
    [4, 15],
    [4, chunkElements],
    [4, elementSize],
    [2, tableTag],
    [2, 9],
    [2, 0],
    [2, 0],
    [4, shape.length],
    ...axes,
    [4, fill.length],
    ...fill.map((byte): [1, number] => [1, byte]),
  );
  const bytes = Uint8Array.of(...record([2, 5], [4, head.length]), ...head, ...behind);
  return { tag: 702 | 0x4000, ref: 1, bytes };
}

/** The table: row, column and ref of each chunk. */
function table(rows: readonly [number, number, number][], tag = chunk, recordSize = 12): RawElement[] {
  const numbers = (...values: number[]): [2, number][] => values.map((value) => [2, value]);
  const header = record(
    [2, 0],
    [4, rows.length],
    [2, recordSize],
    [2, 3],
    ...numbers(24, 23, 23, 8, 2, 2, 0, 8, 10, 2, 1, 1),
    [2, 6],
    "origin",
    [2, 7],
    "chk_tag",
    [2, 7],
    "chk_ref",
    [2, 1],
    "t",
    [2, 14],
    "_HDF_CHK_TBL_0",
    [2, 0],
    [2, 0],
    [2, 3],
    [2, 0],
    [1, 0],
  );
  const records = record(
    ...rows.flatMap(([row, column, ref]): [2 | 4, number][] => [
      [4, row],
      [4, column],
      [2, tag],
      [2, ref],
    ]),
  );
  return [
    { tag: 1962, ref: 9, bytes: header },
    { tag: 1963, ref: 9, bytes: records },
  ];
}

const rows: [number, number, number][] = [
  [1, 2, 4],
  [0, 0, 1],
  [0, 1, 2],
];
const data: RawElement[] = [1, 2, 4].map((ref) => ({
  tag: chunk,
  ref,
  bytes: Uint8Array.of(0, 1, 2, 3).map((n) => ref * 10 + n),
}));

function file(description: Description = {}, others: readonly RawElement[] = [...table(rows), ...data]): Uint8Array {
  return makeHdf4([...dfsdElements([3, 5], 20, describeChunks(description)), ...others]);
}

async function read(bytes: Uint8Array): Promise<number[]> {
  await using opened = await open(bytes);
  return [...(await opened.dataset("Data-Set-1", "int8").read()).data];
}

describe("chunks", () => {
  it("lie where the table says; those it does not list are filled", async () => {
    const expected = [10, 11, 20, 21, 99, 12, 13, 22, 23, 99, 99, 99, 99, 99, 40];
    expect(await read(file())).toEqual(expected);
    await using opened = await open(file());
    expect(opened.dataset("Data-Set-1").fillValue).toBe(99);
    expect(opened.dataset("Data-Set-1").chunks).toEqual([2, 2]);
  });

  it("may all be missing", async () => {
    expect(await read(file({}, table([])))).toEqual(new Array(15).fill(99));
  });

  it("are zero without a fill value of the right size", async () => {
    expect(await read(file({ fill: [] }, table([])))).toEqual(new Array(15).fill(0));
  });

  it.each<[string, Uint8Array, string]>([
    ["another version", file({ version: 1 }), "version 1 of the chunk header"],
    ["chunks of another size", file({ chunkElements: 5 }), "chunks of 2 x 2 elements, but 5 in a chunk"],
    ["elements of an impossible size", file({ elementSize: 3 }), "elements of 3 bytes"],
    [
      "elements of another size than the type",
      file({ elementSize: 2, fill: [0, 0] }),
      "the chunks are of 3 x 5 elements of 2 bytes",
    ],
    ["another shape than the data set", file({ shape: [3, 4] }), "expected 3 x 5"],
    ["a table of another kind", file({ tableTag: 702 }), "the chunk table has tag 702"],
    ["chunks without length", file({ chunkShape: [2, 0] }), "chunks of length 0"],
    [
      "too many dimensions",
      file({ shape: new Array(33).fill(1), chunkShape: new Array(33).fill(1) }),
      "chunks of 33 dimensions",
    ],
    ["no dimension", file({ shape: [] }), "chunks of 0 dimensions"],
    [
      "a grid beyond all bounds",
      file({ shape: [2 ** 31 - 1, 2 ** 31 - 1], chunkShape: [1, 1], chunkElements: 1 }),
      "more than a file can hold",
    ],
    [
      "a compression that is not one",
      file({ flag: 3, behind: record([2, 4], [4, 0]) }),
      "special code 4 of the chunks",
    ],
    ["a chunk outside", file({}, [...table([[2, 0, 1]]), ...data]), "for chunk (2, 0)"],
    ["a negative position", file({}, [...table([[0, -1, 1]]), ...data]), "for chunk (0, -1)"],
    [
      "a chunk that is listed twice",
      file({}, [
        ...table([
          [0, 0, 1],
          [0, 0, 2],
        ]),
        ...data,
      ]),
      "at most once",
    ],
    ["a chunk of another tag", file({}, [...table(rows, 702), ...data]), "lists tag 702"],
    ["a chunk that is missing", file({}, [...table(rows), data[0]!]), "tag 61, ref 2 is missing"],
    [
      "a chunk that is too short",
      file({}, [...table(rows), ...data.map((one) => ({ ...one, bytes: one.bytes.subarray(1) }))]),
      "a chunk of 3 bytes, expected 4",
    ],
    ["a table that is missing", file({}, data), "tag 1962, ref 9 is missing"],
    ["a table with other records", file({}, [...table(rows, chunk, 16), ...data]), "records of 16 bytes, expected 12"],
    [
      "a table that is cut",
      file({}, [table(rows)[0]!, { ...table(rows)[1]!, bytes: table(rows)[1]!.bytes.subarray(0, 13) }, ...data]),
      "ends inside a field",
    ],
  ])("report %s", async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toSatisfy(
      (error) => isHdfError(error, "HDF_DAMAGED") && error.message.includes(message),
    );
  });
});
