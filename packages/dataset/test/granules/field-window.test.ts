import { type Dataset, isHdfError, type NumericDtype, open } from "@atcs/hdf";
import { expect, test } from "vitest";
import { DeviationLog } from "../../src/granules/deviations.ts";
import { readFieldWindow } from "../../src/granules/field-window.ts";
import { makeField, type StoredField } from "../../src/granules/parasol-field.ts";
import { packed, type SmallField, smallPolder } from "../support/small-polder.ts";

const options = { fileName: "a.h5", maxBytes: 1000, signal: undefined };

/** A field whose counts say where they are: row * 100 + column. */
async function withField(change: Partial<SmallField>, use: (field: StoredField) => Promise<void>): Promise<void> {
  const count = (row: number, col: number) => row * 100 + col;
  await using file = await open(await smallPolder({ extra: { group: "", count, attributes: {}, ...change } }));
  const dataset = file.dataset("extra") as Dataset<NumericDtype>;
  await use(makeField(dataset, undefined, "a.h5", new DeviationLog()));
}

test("boxes come one after the other, row by row", async () => {
  await withField({ dtype: "int16", attributes: packed(0.5, -1, -2) }, async (field) => {
    const boxes = [
      { row: 20, col: 70, rows: 2, cols: 2 },
      { row: 3, col: 0, rows: 1, cols: 3 },
    ];
    const { field: described, ...window } = await readFieldWindow(field, boxes, options);
    expect(window).toEqual({
      name: "extra",
      data: Int16Array.of(2070, 2071, 2170, 2171, 300, 301, 302),
      views: 1,
      scale: 0.5,
      offset: 0,
      invalid: [-1, -2],
      boxes,
      pixels: 7,
    });
    expect(described.path).toBe("extra");
  });
});

test("64-bit integers become float64", async () => {
  await withField({ dtype: "int64" }, async (field) => {
    const { data } = await readFieldWindow(field, [{ row: 1, col: 2, rows: 1, cols: 2 }], options);
    expect(data).toEqual(Float64Array.of(102, 103));
  });
});

test("more bytes than allowed are refused before anything is allocated", async () => {
  await withField({ dtype: "float32" }, async (field) => {
    const box = { row: 0, col: 0, rows: 2, cols: 63 };
    const error = await readFieldWindow(field, [box, box], options).catch((each) => each);
    expect(isHdfError(error, "HDF_LIMIT")).toBe(true);
    expect(error.message).toContain("the boxes hold 1008 bytes, the limit is 1000");
    await expect(readFieldWindow(field, [box], options)).resolves.toMatchObject({ pixels: 126 });
  });
});
