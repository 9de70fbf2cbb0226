import { describe, expect, test } from "vitest";
import { arrayCsv, tableCsv } from "../../src/dump/csv.ts";
import type { Values } from "../../src/dump/values.ts";
import { escapeControls } from "../../src/format/escape.ts";
import { fakeValues, joined } from "../support/values.ts";

describe("arrayCsv", () => {
  test("a scalar", async () => {
    expect(await joined(arrayCsv(fakeValues([], Int8Array.of(-5))))).toBe("-5\n");
  });

  test("one axis: a value per line, float32 with the digits it has", async () => {
    const values = fakeValues([4], Float32Array.of(0.1, Number.NaN), Float32Array.of(Number.NEGATIVE_INFINITY, 1e10));
    expect(await joined(arrayCsv(values))).toBe("0.1\nNaN\n-Infinity\n10000000000\n");
  });

  test("two axes: the matrix, also when a slab ends within", async () => {
    const values = fakeValues([2, 3], Int16Array.of(1, 2), Int16Array.of(3, 4, 5, 6));
    expect(await joined(arrayCsv(values))).toBe("1,2,3\n4,5,6\n");
  });

  test("more axes: indices in the file lead, under a header", async () => {
    const { slabs } = fakeValues(
      [],
      BigInt64Array.from({ length: 8 }, (_, i) => BigInt(i)),
    );
    const axes: Values["axes"] = [
      { name: "row", start: 100, step: 10, count: 2 },
      { name: "", start: 0, step: 1, count: 2 },
      { name: "view", start: 3, step: 2, count: 2 },
    ];
    expect(await joined(arrayCsv({ axes, slabs }))).toBe("row,axis1,3,5\n100,0,0,1\n100,1,2,3\n110,0,4,5\n110,1,6,7\n");
  });

  test("masked values are empty", async () => {
    const values = fakeValues([1, 3], { data: Float64Array.of(1, Number.NaN, 3), valid: Uint8Array.of(1, 0, 1) });
    expect(await joined(arrayCsv(values))).toBe("1,,3\n");
  });

  test("text is quoted where it must be, and escaped on a terminal", async () => {
    const values = fakeValues([5], ["plain", "a,b", 'say "x"', " blank", "line\nbreak\u001b[31m"]);
    expect(await joined(arrayCsv(values))).toBe('plain\n"a,b"\n"say ""x"""\n" blank"\n"line\nbreak\u001b[31m"\n');
    const shown = await joined(arrayCsv(values, { escape: escapeControls }));
    expect(shown.split("\n")[4]).toBe("line\\nbreak\\x1b[31m");
  });

  test("an empty selection has no line", async () => {
    expect(await joined(arrayCsv(fakeValues([0, 3], new Int8Array(0))))).toBe("");
  });
});

describe("tableCsv", () => {
  test("fields side by side, elements of a field numbered", async () => {
    const columns = [
      { name: "id", dtype: "int32" as const, ...fakeValues([2]) },
      { name: "pos", dtype: "float32" as const, ...fakeValues([2, 2]) },
      { name: "text, free", dtype: "char8" as const, ...fakeValues([2]) },
    ].map((column) => ({
      ...column,
      axes: column.axes.map((axis, i) => ({ ...axis, name: i === 0 ? "record" : "" })),
    }));
    async function* records() {
      for (const i of [0, 1]) {
        yield [
          { data: Int32Array.of(i), valid: null },
          { data: Float32Array.of(i + 0.5, i + 0.25), valid: null },
          { data: [`t${i}`], valid: null },
        ];
      }
    }
    expect(await joined(tableCsv(columns, records()))).toBe(
      'id,pos[0],pos[1],"text, free"\n0,0.5,0.25,t0\n1,1.5,1.25,t1\n',
    );
  });
});
