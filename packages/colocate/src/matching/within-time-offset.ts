import { ShapeError } from "../errors.ts";
import type { Numbers } from "../types.ts";
import { checkMaxTimeOffset } from "./_max-time-offset.ts";

/**
 * Which profiles were seen by both instruments at nearly the same time.
 * @param differences acquisition time differences in seconds (CALIOP - PARASOL), one per profile (P); fills of the
 * product (-infinity) and NaN are not within any offset
 * @param maxTimeOffset largest difference in seconds, in either direction
 * @param profiles how many profiles there should be; not checked when left out
 * @returns P elements, 1 where the difference is within the offset, else 0
 * @throws ShapeError when there is no difference, or another number than of profiles; RangeError
 */
export function withinTimeOffset(differences: Numbers, maxTimeOffset: number, profiles?: number): Uint8Array {
  checkMaxTimeOffset("withinTimeOffset", maxTimeOffset);
  if (profiles !== undefined && differences.length !== profiles) {
    throw new ShapeError(`${differences.length} time differences for ${profiles} profiles: expected as many`);
  }
  if (differences.length === 0) throw new ShapeError("there is no time difference: expected at least one");
  const within = new Uint8Array(differences.length);
  for (let i = 0; i < within.length; i++) {
    const difference = differences[i]!;
    // An infinite offset must not let the fill, -infinity, pass.
    within[i] = Number.isFinite(difference) && Math.abs(difference) <= maxTimeOffset ? 1 : 0;
  }
  return within;
}
