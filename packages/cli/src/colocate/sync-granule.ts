import { formatTime, type UtcTime, utcToTai93, wrapLongitude } from "@atcs/colocate";
import { type CldclassGranule, openSyncGranule, type ProfileTrack, type SyncGranule } from "@atcs/dataset/granules";
import { CommandError } from "../errors.ts";
import { openGranule } from "./open-granules.ts";
import { describeDeviations } from "./warnings.ts";

/** What a sync granule adds to the profiles. */
export interface SyncTimes {
  readonly start: UtcTime | undefined;
  /** Seconds, CALIOP minus PARASOL, NaN where not known; undefined when the granule has none. */
  readonly timeDifferenceSec: Float32Array | undefined;
  readonly warnings: readonly string[];
}

/**
 * Read the sync granule of a CLDCLASS granule.
 * @throws CommandError when it is of another half orbit
 */
export async function readSyncTimes(
  path: string,
  cldclass: CldclassGranule,
  track: ProfileTrack,
  signal: AbortSignal,
): Promise<SyncTimes> {
  await using granule = await openGranule("--sync", path, openSyncGranule, signal);
  const profiles = await granule.readProfiles({ signal });
  const problem = findDifference(granule.fileName, profiles, cldclass.fileName, track);
  if (problem !== undefined) {
    throw new CommandError(`${problem}: they are not of one half orbit`, {
      code: "GRANULE_PAIR",
      hint: "Give granules with the same date and time in their names.",
      file: path,
    });
  }
  return {
    start: granule.start,
    timeDifferenceSec: profiles.timeDifferenceSec,
    warnings: [...compareTimes(granule, cldclass), ...describeDeviations(granule)],
  };
}

/** Degrees that a profile may be apart in the two granules; profiles are 5 km, 0.045 degrees, apart. */
const maxDifferenceDeg = 0.05;

/** What shows that two granules do not have the same profiles. */
function findDifference(aName: string, a: ProfileTrack, bName: string, b: ProfileTrack): string | undefined {
  if (a.count !== b.count) return `${aName} has ${a.count} profiles, ${bName} has ${b.count}`;
  for (let i = 0; i < a.count; i++) {
    if (a.valid[i] !== 1 || b.valid[i] !== 1) continue;
    const northward = a.lat[i]! - b.lat[i]!;
    const eastward = wrapLongitude(a.lon[i]! - b.lon[i]!) * Math.cos((a.lat[i]! * Math.PI) / 180);
    if (Math.hypot(northward, eastward) <= maxDifferenceDeg) continue;
    return `profile ${i} is at ${place(a, i)} in ${aName} and at ${place(b, i)} in ${bName}`;
  }
  return undefined;
}

function place({ lat, lon }: ProfileTrack, profile: number): string {
  return `latitude ${lat[profile]!.toFixed(4)}, longitude ${lon[profile]!.toFixed(4)}`;
}

/** Granules of one half orbit have the same token in their names, and begin at the same time. */
function compareTimes(sync: SyncGranule, cldclass: CldclassGranule): string[] {
  const tokens = [tokenOf(sync), tokenOf(cldclass)];
  const both = `${sync.fileName} and ${cldclass.fileName}`;
  const doubt = "they may not be of one half orbit";
  if (tokens.every((token) => token !== undefined) && tokens[0] !== tokens[1]) {
    return [`${both} have the times ${tokens.join(" and ")} in their names: ${doubt}`];
  }
  const { start: a } = sync;
  const { start: b } = cldclass;
  if (a === undefined || b === undefined || Math.abs(utcToTai93(a) - utcToTai93(b)) < 1) return [];
  return [`${both} begin at ${formatTime(a)} and ${formatTime(b)}: ${doubt}`];
}

function tokenOf({ nameParts }: SyncGranule | CldclassGranule): string | undefined {
  return nameParts?.product === "CALTRACK" ? nameParts.token : undefined;
}
