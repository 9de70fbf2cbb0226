import { PolderGrid } from "@atcs/colocate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseBoxes } from "../../../src/granules/check/_sample-boxes.ts";
import { type SwathScan, scanSwath } from "../../../src/granules/check/_swath-scan.ts";
import { openParasolGranule, type ParasolGranule } from "../../../src/granules/parasol.ts";
import { granulePaths } from "../../support/granules.ts";

let granule: ParasolGranule;
let scan: SwathScan;
beforeAll(async () => {
  granule = await openParasolGranule(granulePaths.parasol);
  scan = await scanSwath(granule, {}, () => {});
});
afterAll(() => granule.close());

describe("boxes", () => {
  test("lie apart from each other in the grid, and hold views", async () => {
    const boxes = await chooseBoxes(granule, scan, {});
    expect(boxes).toHaveLength(7);
    for (const [i, box] of boxes.entries()) {
      expect((await granule.readViewCounts(box)).some((count) => count > 0)).toBe(true);
      for (const other of boxes.slice(0, i)) {
        const isApart = Math.abs(box.row - other.row) >= box.rows || Math.abs(box.col - other.col) >= box.cols;
        expect(isApart).toBe(true);
      }
    }
  });

  test("without numbers of views, or where no pixel has any, are spread over the grid", async () => {
    const grid = new PolderGrid();
    for (const none of [undefined, { ...scan, inRow: new Int32Array(3240) }]) {
      const boxes = await chooseBoxes(granule, none, {});
      expect(boxes).toHaveLength(7);
      for (const { row, col, rows, cols } of boxes) {
        expect(row >= 0 && row + rows <= grid.rows && col >= 0 && col + cols <= grid.cols).toBe(true);
      }
    }
  });

  test.each([
    [[3240, 6480, 16], 1],
    [[3240, 6480, 1], 1],
    [[405, 810, 16], 6],
    [[1, 6480, 16], 7],
  ])("are fewer where chunks of %j are large", async (chunks, count) => {
    const fields = granule.fields().map((field) => (field.directional ? { ...field, chunks } : field));
    const large = Object.create(granule, {
      grid: { value: granule.grid },
      fields: { value: () => fields },
    }) as ParasolGranule;
    const counts = (box: Parameters<ParasolGranule["readViewCounts"]>[0]) => granule.readViewCounts(box);
    Object.defineProperty(large, "readViewCounts", { value: counts });
    expect(await chooseBoxes(large, scan, {})).toHaveLength(count);
  });
});

test("the scan counts every pixel once", () => {
  const { pixels, fill, missing, outside, byCount, inRow, offEarth, swath } = scan;
  expect(pixels).toBe(3240 * 6480);
  expect(fill + missing + outside + byCount.reduce((sum, count) => sum + count, 0)).toBe(pixels);
  expect(inRow.reduce((sum, count) => sum + count, 0)).toBe(byCount.slice(1).reduce((sum, count) => sum + count, 0));
  // Num_Fill, as h5py wrote it.
  expect([fill, swath, missing, outside, offEarth]).toEqual([20_946_600, pixels - 20_946_600, 0, 0, 0]);
});
