import { ShapeError } from "../errors.ts";

/**
 * Number of profiles in an array of shape (P, bins).
 * @throws RangeError for a number of bins that is none; ShapeError when the array is empty or not whole profiles
 */
export function profileCount(name: string, length: number, bins: number): number {
  if (!Number.isInteger(bins) || bins < 1 || bins > 32_767) {
    throw new RangeError(`bins must be an integer from 1 to 32767, got ${bins}`);
  }
  if (length === 0 || length % bins !== 0) {
    throw new ShapeError(`${name} has ${length} elements: expected at least one profile of ${bins} height bins`);
  }
  return length / bins;
}

/** @throws ShapeError unless both arrays have the same length */
export function checkSameLength(nameA: string, lengthA: number, nameB: string, lengthB: number): void {
  if (lengthA === lengthB) return;
  throw new ShapeError(`${nameA} has ${lengthA} elements and ${nameB} ${lengthB}: expected as many`);
}

/** Cloud types are 1 to 8; 0 is no cloud, anything else is not known. */
export function isCloud(type: number): boolean {
  return type >= 1 && type <= 8;
}
