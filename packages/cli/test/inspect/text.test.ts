import { DamagedFileError } from "@atcs/hdf";
import { describe, expect, test } from "vitest";
import { renderLine } from "../../src/format/line.ts";
import { describeTree } from "../../src/inspect/describe.ts";
import { fileLines } from "../../src/inspect/text.ts";
import { fakeDataset, fakeGroup, fakeTable } from "../support/fake.ts";

type Start = Parameters<typeof describeTree>[0];

function text(start: Start, width = 80, options: Parameters<typeof describeTree>[1] = {}): string {
  const { tree, errors } = describeTree(start, options);
  const description = { file: "a.hdf", format: "hdf4" as const, bytes: 1234, tree, errors };
  return [...fileLines(description, width)].map((line) => `${renderLine(line, false)}\n`).join("");
}

const hdf4 = { tag: 1, ref: 1, className: "Swath" };
const dimensions = ["time", "y"].map((name, i) => {
  return { name, size: i + 2, unlimited: i === 0, scale: null, attributes: {} };
});

describe("fileLines", () => {
  test("a whole file", () => {
    const root = fakeGroup(
      "",
      {
        height: fakeDataset("height", [2, 3], {
          dtype: "int16",
          dimensions,
          chunks: [1, 3],
          compression: [{ name: "deflate", parameters: { level: 6 } }],
          fillValue: -9999,
          attributes: { units: "m\0", valid_range: Int16Array.of(-5, 5) },
        }),
        swath: fakeGroup(
          "swath",
          {
            rows: fakeTable("rows", {
              id: { dtype: "int32", data: Int32Array.of(1, 2) },
              position: { dtype: "float32", order: 3, data: new Float32Array(6), attributes: { units: "km" } },
            }),
            bad: new DamagedFileError("the length is -1"),
          },
          { hdf4 },
        ),
        n: fakeDataset("n", [], { isScale: true, annotations: [{ kind: "label", text: "count" }] }),
      },
      { attributes: { Title: "A title" } },
    );
    expect(text(root)).toBe(`\
a.hdf
HDF4, 1.23 kB, 1 group, 2 data sets, 1 table, 1 damaged object

@Title  char8  "A title"
├─ height  int16    time 2 (unlimited) × y 3  chunks 1 × 3, deflate 6,
│      fill -9999
│    @units        char8     "m"
│    @valid_range  int16[2]  -5, 5
├─ swath/  class "Swath"
│  ├─ rows  table  2 records
│  │    id        int32
│  │    position  float32 × 3
│  │      @units  char8  "km"
│  └─ bad   error: the length is -1
└─ n       float32  scalar  dimension scale
     label "count"
`);
  });

  test("one data set, and a group that is not opened", () => {
    expect(text(fakeDataset("d", [4, 5]))).toContain("\nd  float32  4 × 5\n");
    const group = fakeGroup("", { g: fakeGroup("g", { a: fakeDataset("a", []), b: fakeDataset("b", []) }) });
    expect(text(group, 80, { depth: 1 })).toContain("└─ g/  (2 members not shown)\n");
  });

  test("nothing from a file reaches the terminal raw", () => {
    const evil = "\u001b[2J\n\u009b\u202e";
    const nasty = fakeGroup(
      evil,
      {
        [evil]: fakeDataset(evil, [1], {
          typeName: evil,
          dimensions: [{ name: evil, size: 1, unlimited: false, scale: null, attributes: {} }],
          compression: [{ name: evil, parameters: { [evil]: 1 } }],
          attributes: { [evil]: evil },
          annotations: [{ kind: "label", text: evil }],
        }),
        table: fakeTable(
          "table",
          { [evil]: { dtype: "int8", data: new Int8Array(1) } },
          { hdf4: { tag: 1, ref: 2, className: evil } },
        ),
        bad: new DamagedFileError(evil, { object: evil }),
      },
      { attributes: { [evil]: evil } },
    );
    expect(text(nasty).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  test("lines keep to the width where the content allows it", () => {
    const long = fakeGroup("", {
      d: fakeDataset("d", [2, 3], {
        dimensions,
        chunks: [1, 1],
        compression: ["shuffle", "deflate", "fletcher32"].map((name) => ({ name, parameters: {} })),
        fillValue: 9,
        attributes: { comment: "long ".repeat(100), list: new Float32Array(1000) },
      }),
    });
    for (const width of [60, 80, 160]) {
      for (const line of text(long, width).split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});
