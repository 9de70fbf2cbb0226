import { checkNumbers } from "../_check.ts";
import { describeValue } from "../_describe.ts";
import { ShapeError, ValueError } from "../errors.ts";
import type { Numbers } from "../types.ts";
import { unknownLabel } from "./decode-cloud-scenario.ts";

/** The largest cloud type; 0 is no cloud. */
export const largestCloudType = 8;

/**
 * Number of profiles in an array of shape (P, bins).
 * @throws TypeError for what is no array; RangeError for a number of bins that is none; ShapeError when the array is
 * empty or not whole profiles
 */
export function profileCount(name: string, values: Numbers, bins: number): number {
  checkNumbers(name, values);
  if (typeof bins !== "number") throw new TypeError(`bins must be a number of height bins, got ${describeValue(bins)}`);
  if (!Number.isInteger(bins) || bins < 1 || bins > 32_767) {
    throw new RangeError(`bins must be an integer from 1 to 32767, got ${bins}`);
  }
  const { length } = values;
  if (length === 0 || length % bins !== 0) {
    throw new ShapeError(`${name} has ${length} elements: expected at least one profile of ${bins} height bins`);
  }
  return length / bins;
}

/**
 * Number of profiles in an array of cloud types of shape (P, bins), of which every element is a type or unknown.
 * @throws as {@link profileCount}, and ValueError for an element that is neither
 */
export function labelProfileCount(cloudScenario: Numbers, bins: number): number {
  const profiles = profileCount("the cloud scenario", cloudScenario, bins);
  for (let i = 0; i < cloudScenario.length; i++) {
    const type = cloudScenario[i]!;
    if (type === unknownLabel || (Number.isInteger(type) && type >= 0 && type <= largestCloudType)) continue;
    throw new ValueError(
      `cloud type ${describeValue(type)} at element ${i}: expected 0 to 8, or 255; decode the words with decodeCloudScenario first`,
    );
  }
  return profiles;
}

/** @throws ShapeError unless both arrays have the same length */
export function checkSameLength(nameA: string, lengthA: number, nameB: string, lengthB: number): void {
  if (lengthA === lengthB) return;
  throw new ShapeError(`${nameA} has ${lengthA} elements and ${nameB} ${lengthB}: expected as many`);
}

/** Cloud types are 1 to 8; 0 is no cloud, 255 is not known. */
export function isCloud(type: number): boolean {
  return type >= 1 && type <= largestCloudType;
}
