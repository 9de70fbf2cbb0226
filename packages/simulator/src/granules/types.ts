import type { SwathInterval } from "../views/swath-rows.ts";
import type { FieldCounts } from "./_count-arrays.ts";

/** The part of a swath that lies in one row of chunks of the granule. */
export interface SwathBlock {
  /** Rows of the grid, the last excluded; the first is a multiple of 54, the rows of a chunk. */
  readonly firstRow: number;
  readonly endRow: number;
  /** By row, then column; pixels are numbered in this order. */
  readonly intervals: readonly SwathInterval[];
  /** Pixels in the intervals. */
  readonly count: number;
}

/** What PARASOL measures in a block. */
export interface PixelBlock extends SwathBlock {
  /** Counts as stored, for each of `parasolFields`: shape [count, 16] for directional ones, else [count]. */
  readonly fields: ReadonlyMap<string, FieldCounts>;
}

/** The clouds above a block. */
export interface TruthBlock extends SwathBlock {
  /** Cloud type, 0 none to 8, in each height bin of the truth above the pixels' centres: shape [count, 125]. */
  readonly types: Uint8Array;
}
