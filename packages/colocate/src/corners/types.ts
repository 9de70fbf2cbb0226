import type { PolderGrid } from "../grid/polder-grid.ts";
import type { PixelMask } from "../types.ts";

/** Options of `findCorners`. */
export interface CornerOptions {
  /** @default the full-resolution grid */
  readonly grid?: PolderGrid;
  /** Pixels that may be corners. @default all that exist */
  readonly valid?: PixelMask;
  /** No corner is farther from its profile: metres, above 0 and at most 500 km. @default 20000 */
  readonly maxDistanceM?: number;
}

/** The four pixels around each of P profiles, in the order north-west, north-east, south-west, south-east. */
export interface Corners {
  /** P, the number of profiles. */
  readonly count: number;
  /** Shape (P, 4, 2): row and column in the whole grid; -1 where a quadrant has no corner. */
  readonly corners: Int32Array;
  /** Shape (P, 4): WGS-84 distance from the profile in metres; Infinity where a quadrant has no corner. */
  readonly distancesM: Float64Array;
  /** Shape (P, 4): the sum is 1 for profiles that are enclosed; all are 0 for those that are not. */
  readonly weights: Float64Array;
  /** Shape (P): 1 where all four corners exist, else 0. */
  readonly enclosed: Uint8Array;
}
