import type { GridBox } from "@atcs/colocate";
import type { OperationOptions } from "@atcs/hdf";
import type { ParasolGranule } from "../parasol.ts";
import type { SwathScan } from "./_swath-scan.ts";

/** Rows and columns of a box. */
const boxRows = 16;
const boxCols = 32;

/** Where boxes lie: part of the rows with views from the north, part of the pixels with views of that row. */
const places: readonly (readonly [alongTrack: number, acrossTrack: number])[] = [
  [0.5, 0.5],
  [0.25, 0.05],
  [0.75, 0.95],
  [0.1, 0.7],
  [0.9, 0.3],
  [0.02, 0.5],
  [0.98, 0.5],
];

/** Bytes of one field that are decoded for the boxes at most, but for the first one. */
const decodedBytes = 2 ** 28;

/** Boxes in which all fields are looked at: inside of the swath and at its edges, as many as the chunks allow. */
export async function chooseBoxes(
  granule: ParasolGranule,
  scan: SwathScan | undefined,
  options: OperationOptions,
): Promise<GridBox[]> {
  const count = Math.max(1, Math.min(places.length, Math.floor(decodedBytes / mostBytesOfBox(granule))));
  const chosen = places.slice(0, count);
  const { rows, cols } = granule.grid;
  if (scan === undefined || scan.inRow.every((pixels) => pixels === 0)) {
    return distinct(chosen.map(([along, across]) => boxAt(granule, along * rows, (0.25 + across / 2) * cols)));
  }
  const withViews = Array.from(scan.inRow.keys()).filter((row) => scan.inRow[row]! > 0);
  const boxes: GridBox[] = [];
  for (const [along, across] of chosen) {
    const row = withViews[Math.floor(along * withViews.length)]!;
    const counts = await granule.readViewCounts({ row, col: 0, rows: 1, cols }, options);
    const inSwath = Array.from(counts.keys()).filter((col) => counts[col]! > 0);
    boxes.push(boxAt(granule, row, inSwath[Math.floor(across * inSwath.length)]!));
  }
  return distinct(boxes);
}

/** Bytes of all chunks that a box touches at most, of the field whose chunks are largest. */
function mostBytesOfBox(granule: ParasolGranule): number {
  const { rows, cols } = granule.grid;
  const sizes = granule.fields().map(({ chunks, dtype, views }) => {
    const bytes = Number(/\d+$/.exec(dtype)?.[0] ?? 8) / 8;
    if (chunks === null) return boxRows * boxCols * views * bytes;
    const [chunkRows = 1, chunkCols = 1, chunkViews = 1] = chunks;
    const touched =
      touches(boxRows, chunkRows, rows) * touches(boxCols, chunkCols, cols) * Math.ceil(views / chunkViews);
    return touched * chunkRows * chunkCols * chunkViews * bytes;
  });
  return Math.max(1, ...sizes);
}

/** Chunks that some elements of an axis lie in at most. */
function touches(count: number, chunk: number, length: number): number {
  return Math.min(Math.ceil(length / chunk), Math.ceil(count / chunk) + 1);
}

/** A box around a pixel, inside of the grid. */
function boxAt({ grid }: ParasolGranule, row: number, col: number): GridBox {
  const rows = Math.min(boxRows, grid.rows);
  const cols = Math.min(boxCols, grid.cols);
  const first = (center: number, length: number, limit: number): number =>
    Math.max(0, Math.min(limit - length, Math.floor(center - length / 2)));
  return { row: first(row, rows, grid.rows), col: first(col, cols, grid.cols), rows, cols };
}

function distinct(boxes: readonly GridBox[]): GridBox[] {
  return boxes.filter(
    (box, i) =>
      boxes.findIndex(
        (other) => Math.abs(other.row - box.row) < box.rows && Math.abs(other.col - box.col) < box.cols,
      ) === i,
  );
}
