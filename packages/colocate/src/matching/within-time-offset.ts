import { checkNumbers } from "../_check.ts";
import { ShapeError } from "../errors.ts";
import type { Numbers } from "../types.ts";
import { readMaxTimeOffset, type TimeOffsetOptions } from "./time-offset.ts";

/** Options of {@link withinTimeOffset}. */
export interface WithinTimeOffsetOptions extends TimeOffsetOptions {
  /** How many profiles there should be. @default as many as there are differences */
  readonly profiles?: number;
}

/**
 * Which profiles were seen by both instruments at nearly the same time.
 * @param differencesSec acquisition time differences in seconds (CALIOP - PARASOL), one per profile (P); fills of the
 * product (-infinity) and NaN are not within any offset
 * @returns P elements, 1 where the difference is within the offset, else 0
 * @throws ShapeError when there is no difference, or another number than of profiles; TypeError or RangeError for wrong
 * arguments
 */
export function withinTimeOffset(differencesSec: Numbers, options: WithinTimeOffsetOptions = {}): Uint8Array {
  const maxTimeOffsetSec = readMaxTimeOffset("withinTimeOffset", options);
  checkNumbers("the time differences", differencesSec);
  const { profiles = differencesSec.length } = options;
  if (differencesSec.length !== profiles) {
    throw new ShapeError(`${differencesSec.length} time differences for ${profiles} profiles: expected as many`);
  }
  if (differencesSec.length === 0) throw new ShapeError("there is no time difference: expected at least one");
  const within = new Uint8Array(differencesSec.length);
  for (let i = 0; i < within.length; i++) {
    const difference = differencesSec[i]!;
    // An infinite offset must not let the fill, -infinity, pass.
    within[i] = Number.isFinite(difference) && Math.abs(difference) <= maxTimeOffsetSec ? 1 : 0;
  }
  return within;
}
