import { type UtcTime, utcToTai93 } from "@atcs/colocate";
import type { Deviation } from "@atcs/dataset/granules";

/** The deviations of a granule that matter, as warnings. */
export function describeDeviations({
  fileName,
  deviations,
}: {
  readonly fileName: string;
  readonly deviations: readonly Deviation[];
}): string[] {
  const warnings = deviations
    .filter(({ matters }) => matters)
    .map(({ where, found, assumed }) => `${fileName}, ${shorten(where)}: ${shorten(found)}; ${assumed}`);
  const more = warnings.length - maxWarnings;
  return more <= 0 ? warnings : [...warnings.slice(0, maxWarnings), `${fileName}: ${more} more differences`];
}

/** Of one granule: a damaged one may differ in thousands of places, whose names have thousands of characters. */
const maxWarnings = 50;
const maxLength = 1000;

function shorten(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}...`;
}

/** A granule of cloud classes that has none can be co-located, but not learned from. */
export function describeCloudData({
  fileName,
  hasCloudData,
}: {
  readonly fileName: string;
  readonly hasCloudData: boolean;
}): string[] {
  return hasCloudData ? [] : [`${fileName} has no cloud classes: there is no cloud_scenario, or it is empty`];
}

/** What is wrong with the time from the beginning of the profiles to that of the image. */
export function describeOffset(offsetSec: number | undefined, maxTimeOffsetSec: number): string[] {
  if (offsetSec === undefined) {
    return ["the times of the granules are not known: whether they belong together was not checked"];
  }
  const distance = Math.abs(offsetSec);
  if (distance <= maxTimeOffsetSec) return [];
  return [`the granules begin ${distance} s apart, more than ${maxTimeOffsetSec} s: they may not belong together`];
}

/** Seconds from `b` to `a`, leap seconds counted; undefined when either is not known. */
export function offsetSeconds(a: UtcTime | undefined, b: UtcTime | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : utcToTai93(a) - utcToTai93(b);
}
