import { defaultMaxTimeOffsetSec, ShapeError, withinTimeOffset } from "@atcs/colocate";
import type { ProfileTrack } from "./profile-track.ts";

/** Some profiles of a granule: all arrays hold only these. */
export type SelectedProfiles<P extends ProfileTrack> = P & {
  /** Shape [count]: their numbers among all profiles of the granule, ascending. */
  readonly profiles: Int32Array;
};

/**
 * What was read of a track, of labels or of a sync granule, for some of its profiles only: every array is narrowed to
 * them, also those with several values for each profile. What was selected from may be selected from again.
 *
 * @param keep shape [count]: 0 where a profile is dropped
 * @throws ShapeError for a mask of another length
 * @example
 * ```ts
 * import { openCldclassGranule, selectProfiles, usableProfiles } from "@atcs/dataset/granules";
 *
 * await using granule = await openCldclassGranule("CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf");
 * const all = await granule.readLabels();
 * const labels = selectProfiles(all, usableProfiles(all));
 * console.log(labels.count, labels.profiles[0], labels.scenarioWords.length === labels.count * labels.bins);
 * ```
 */
export function selectProfiles<P extends ProfileTrack>(profiles: P, keep: Uint8Array): SelectedProfiles<P> {
  const { count } = profiles;
  checkCount("the mask", keep, count);
  const kept = Int32Array.from(keep.keys()).filter((i) => keep[i] !== 0);
  const members = Object.entries({ profiles: Int32Array.from(keep.keys()), ...profiles }).map(([name, value]) => [
    name,
    ArrayBuffer.isView(value) ? selectRows(value as ProfileArray, kept, count) : value,
  ]);
  return { ...Object.fromEntries(members), count: kept.length };
}

/** When profiles are of use; see {@link usableProfiles}. */
export interface UsableProfileOptions {
  /** Seconds from the image to the profiles, shape [count], as sync granules have it; not asked for when undefined. */
  readonly timeDifferenceSec?: Float32Array | undefined;
  /** Largest difference in either direction, seconds. @default 600 */
  readonly maxTimeOffsetSec?: number;
}

/**
 * Which profiles are of use: those on Earth with a bin that has data, and, where time differences are given, seen at
 * nearly the same time as the image (never those whose difference is not known).
 *
 * @param profiles labels; or a track, of which only the places are asked
 * @returns shape [count]: 1 for those of use, else 0
 * @throws ShapeError for time differences of other profiles; RangeError for a wrong option
 */
export function usableProfiles(
  profiles: ProfileTrack & { readonly allFill?: Uint8Array },
  { timeDifferenceSec, maxTimeOffsetSec = defaultMaxTimeOffsetSec }: UsableProfileOptions = {},
): Uint8Array {
  const { count, valid, allFill } = profiles;
  if (timeDifferenceSec !== undefined) checkCount("timeDifferenceSec", timeDifferenceSec, count);
  const inTime =
    timeDifferenceSec === undefined || count === 0
      ? undefined
      : withinTimeOffset(timeDifferenceSec, { maxTimeOffsetSec, profiles: count });
  return valid.map((isValid, i) => (isValid !== 0 && allFill?.[i] !== 1 && inTime?.[i] !== 0 ? 1 : 0));
}

type ProfileArray = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** Rows of an array of [count, width]. */
function selectRows(array: ProfileArray, rows: Int32Array, count: number): ProfileArray {
  const width = count === 0 ? 0 : array.length / count;
  const selected = array.slice(0, rows.length * width);
  for (const [i, row] of rows.entries()) selected.set(array.subarray(row * width, (row + 1) * width), i * width);
  return selected;
}

function checkCount(what: string, array: ArrayLike<number>, count: number): void {
  if (array.length !== count) throw new ShapeError(`${what} has ${array.length} elements: expected ${count} profiles`);
}
