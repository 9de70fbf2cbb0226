import type { OperationOptions } from "@atcs/hdf";
import type { ParasolGranule } from "../parasol.ts";
import { rolesOf } from "./_codes.ts";

/** What the numbers of views say of the whole image. */
export interface SwathScan {
  /** Pixels of the grid. */
  readonly pixels: number;
  /** Pixels that are not fill. */
  readonly swath: number;
  readonly fill: number;
  readonly missing: number;
  /** Pixels by number of views, 0 to the most that there can be. */
  readonly byCount: readonly number[];
  /** Pixels with a number that is none of views. */
  readonly outside: number;
  /** Pixels with views beyond the ends of their rows, where no pixel is. */
  readonly offEarth: number;
  /** Pixels with views in each row, shape [rows]. */
  readonly inRow: Int32Array;
}

/** Pixels that are read at once. */
const stripPixels = 2 ** 20;

/** Read the numbers of views of the whole image, one byte a pixel, a strip at a time. */
export async function scanSwath(
  granule: ParasolGranule,
  options: OperationOptions,
  onRows: (done: number, rows: number) => void,
): Promise<SwathScan> {
  const { grid } = granule;
  const { rows, cols } = grid;
  const field = granule.field("Nviews");
  const roles = rolesOf(field);
  const chunkRows = field.chunks?.[0] ?? 1;
  const height = Math.min(rows, Math.max(1, Math.floor(stripPixels / cols / chunkRows)) * chunkRows);
  const most = Math.max(granule.views, 16);
  const byCount = new Array<number>(most + 1).fill(0);
  const inRow = new Int32Array(rows);
  let [fill, missing, outside, offEarth] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row += height) {
    const box = { row, col: 0, rows: Math.min(height, rows - row), cols };
    const { data, scale, offset } = await granule.readWindow("Nviews", box, options);
    for (let i = 0; i < data.length; i++) {
      const stored = data[i]!;
      if (roles.missing.includes(stored) || Number.isNaN(stored)) missing++;
      else if (roles.fill.includes(stored)) fill++;
      else {
        const count = scale * stored + offset;
        if (!(Number.isInteger(count) && count >= 0 && count <= most)) outside++;
        else byCount[count]!++;
        if (!(count >= 1 && count <= most)) continue;
        const r = row + Math.floor(i / cols);
        inRow[r]!++;
        if (!grid.contains(r, i % cols)) offEarth++;
      }
    }
    onRows(box.row + box.rows, rows);
  }
  const pixels = rows * cols;
  return { pixels, swath: pixels - fill, fill, missing, byCount, outside, offEarth, inRow };
}
