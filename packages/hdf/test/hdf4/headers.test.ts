import { describe, expect, it } from "vitest";
import { parseVdataHeader } from "../../src/hdf4/vdata-header.ts";
import { parseVgroupHeader } from "../../src/hdf4/vgroup-header.ts";
import { record } from "../support/hdf4-bytes.ts";

const where = { file: "f", offset: 0 };

interface Vdata {
  interlace?: number;
  count?: number;
  recordSize?: number;
  type?: number;
  size?: number;
  offset?: number;
  version?: number;
  behind?: [2 | 4, number][];
}

function vdata({
  interlace = 0,
  count = 3,
  recordSize = 4,
  type = 22,
  size = 4,
  offset = 0,
  version = 3,
  behind = [],
}: Vdata): Uint8Array {
  const numbers = (...values: number[]): [2, number][] => values.map((value) => [2, value]);
  return record(
    [2, interlace],
    [4, count],
    [2, recordSize],
    [2, 1],
    ...numbers(type, size, offset, 2),
    [2, 1],
    "x",
    [2, 1],
    "n",
    [2, 1],
    "c",
    ...numbers(0, 0, version, 0),
    ...behind,
    [1, 0],
  );
}

describe("headers of Vdatas", () => {
  it("name fields, types and attributes", () => {
    const behind: [2 | 4, number][] = [
      [4, 1],
      [4, 1],
      [4, -1],
      [2, 1962],
      [2, 7],
    ];
    expect(parseVdataHeader(vdata({ version: 4, behind }), 5, where)).toEqual({
      ref: 5,
      name: "n",
      className: "c",
      interlace: "full",
      count: 3,
      recordSize: 4,
      fields: [{ name: "x", type: { dtype: "int16", size: 2, littleEndian: false }, order: 2, size: 4, offset: 0 }],
      attributes: [{ field: -1, tag: 1962, ref: 7 }],
    });
  });

  it("of early versions have other codes of types", () => {
    const dtypes = [1, 2, 3, 4, 5, 6, 7].map((type) => {
      const size = 2 * ([0, 1, 2, 4, 4, 1, 2, 8][type] ?? 0);
      return parseVdataHeader(vdata({ type, size, recordSize: 16, version: 2 }), 5, where).fields[0]?.type.dtype;
    });
    expect(dtypes).toEqual(["char8", "int16", "float32", "int32", "int8", "int16", "float64"]);
  });

  it.each<[string, Vdata, string]>([
    ["interlace", { interlace: 2 }, "interlace 2"],
    ["count", { count: -1 }, "-1 records"],
    ["size of a field", { size: 5, recordSize: 8 }, 'field "x" has 5 bytes, expected 2 times 2'],
    ["offset of a field", { offset: 1 }, "ends at byte 5 of a record of 4 bytes"],
    ["type", { type: 99 }, "number type 99"],
    [
      "number of attributes",
      {
        version: 4,
        behind: [
          [4, 1],
          [4, 1000],
        ],
      },
      "1000 attributes do not fit",
    ],
    [
      "negative number of attributes",
      {
        version: 4,
        behind: [
          [4, 1],
          [4, -1],
        ],
      },
      "the number of attributes is -1",
    ],
  ])("report a wrong %s", (_, fields, message) => {
    expect(() => parseVdataHeader(vdata(fields), 5, where)).toThrow(message);
  });

  it("report that they are cut", () => {
    const bytes = vdata({});
    // The last byte is no field.
    for (let length = 0; length < bytes.length - 1; length++) {
      expect(() => parseVdataHeader(bytes.subarray(0, length), 5, where)).toThrow(/do not fit|ends inside a field/);
    }
  });
});

describe("headers of Vgroups", () => {
  const group = (...end: ([1 | 2 | 4, number] | string)[]): Uint8Array =>
    record([2, 2], [2, 720], [2, 1962], [2, 3], [2, 4], [2, 1], "g", [2, 0], [2, 0], [2, 0], ...end);

  it("list members and attributes", () => {
    const bytes = group([4, 1], [4, 1], [2, 1962], [2, 8], [2, 4], [2, 0], [1, 0]);
    expect(parseVgroupHeader(bytes, 6, where)).toEqual({
      ref: 6,
      name: "g",
      className: "",
      members: [
        { tag: 720, ref: 3 },
        { tag: 1962, ref: 4 },
      ],
      attributes: [{ tag: 1962, ref: 8 }],
    });
    expect(parseVgroupHeader(group([2, 3], [2, 0], [1, 0]), 6, where).attributes).toEqual([]);
  });

  it.each<[string, Uint8Array, string]>([
    ["members", record([2, 9], [2, 720]), "9 members do not fit"],
    ["attributes", group([4, 1], [4, 99], [2, 4], [2, 0], [1, 0]), "99 attributes do not fit"],
    ["nothing", new Uint8Array(0), "ends inside a field"],
  ])("report too many %s", (_, bytes, message) => {
    expect(() => parseVgroupHeader(bytes, 6, where)).toThrow(message);
  });
});
