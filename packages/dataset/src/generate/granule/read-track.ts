import { decodeCloudScenario, type UtcTime, wrapLongitude } from "@atcs/colocate";
import { type CldclassGranule, openCldclassGranule } from "../../granules/cldclass.ts";
import type { ProfileTrack } from "../../granules/profile-track.ts";
import { selectProfiles, usableProfiles } from "../../granules/select-profiles.ts";
import { openSyncGranule, type SyncGranule, type SyncProfiles } from "../../granules/sync.ts";
import type { LabelFlag } from "../../types.ts";
import { deviationsOf } from "./deviations.ts";
import { SkipError } from "./skip.ts";
import type { GranuleDeviation, LocalFile, LocalGranule } from "./types.ts";

/** Height bins of a profile in every dataset. */
export const binCount = 125;

/** The usable profiles of a granule with their decoded labels: arrays of [count] or [count, 125]. */
export interface LabelTrack {
  readonly count: number;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly time: Float64Array;
  readonly height: Int16Array;
  readonly cloudScenario: Uint8Array;
  readonly flags: Readonly<Record<LabelFlag, Uint8Array>>;
  /** Profiles that the granule has. */
  readonly allCount: number;
  /** Beginning of the acquisition by the sync granule. */
  readonly start: UtcTime | undefined;
  readonly deviations: readonly GranuleDeviation[];
}

/** What a track is chosen by. */
export interface TrackOptions {
  readonly maxTimeOffsetSec: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Labels of a granule: those of profiles that are on Earth, have a cloud class in some bin, and were seen by both
 * satellites at nearly the same time. Bins without data are 255; masked before they are decoded, for a fill would read
 * 'no cloud'.
 * @throws SkipError when nothing is left, or there is no cloud; errors of the readers
 */
export async function readTrack(
  granule: LocalGranule,
  { maxTimeOffsetSec, signal }: TrackOptions,
): Promise<LabelTrack> {
  const sync = await readWith(granule.sync, openSyncGranule, (opened) => opened.readProfiles({ signal }), signal);
  const cldclass = await readWith(
    granule.cldclass,
    openCldclassGranule,
    (opened) => opened.readLabels({ signal }),
    signal,
  );
  const all = cldclass.value;
  checkPair(granule, sync.value, all);
  if (all.bins !== binCount) {
    throw new SkipError("layout", `${granule.cldclass.name}: profiles have ${all.bins} height bins, not ${binCount}`);
  }
  const { timeDifferenceSec } = sync.value;
  const labels = selectProfiles(all, usableProfiles(all, { timeDifferenceSec, maxTimeOffsetSec }));
  if (labels.count === 0) throw noProfiles(granule, all, timeDifferenceSec, maxTimeOffsetSec);
  const decoded = decodeCloudScenario(labels.scenarioWords, { fill: labels.fill });
  if (!decoded.cloudScenario.some((type) => type >= 1 && type <= 8)) {
    throw new SkipError("no-cloud", `${granule.cldclass.name}: none of ${labels.count} usable profiles has a cloud`);
  }
  return {
    count: labels.count,
    lat: labels.lat,
    lon: labels.lon,
    time: labels.time,
    height: labels.height,
    cloudScenario: decoded.cloudScenario,
    flags: {
      cloud_scenario_flag: decoded.cloudScenarioFlag,
      land_sea_flag: decoded.landSeaFlag,
      latitude_flag: decoded.latitudeFlag,
      algorithm_flag: decoded.algorithmFlag,
      quality_flag: decoded.qualityFlag,
      precipitation_flag: decoded.precipitationFlag,
    },
    allCount: all.count,
    start: sync.granule.start,
    deviations: [
      ...deviationsOf(granule.sync.name, sync.granule.deviations),
      ...deviationsOf(granule.cldclass.name, cldclass.granule.deviations),
    ],
  };
}

/** Open, read and close. */
async function readWith<G extends SyncGranule | CldclassGranule, T>(
  { file, name }: LocalFile,
  open: (source: string, options: { name: string; signal?: AbortSignal }) => Promise<G>,
  read: (granule: G) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<{ granule: G; value: T }> {
  await using granule = await open(file, { name, ...(signal && { signal }) });
  return { granule, value: await read(granule) };
}

/** Degrees that a profile may be apart in the two granules; profiles are 5 km, 0.045 degrees, apart. */
const maxDifferenceDeg = 0.05;

/** @throws SkipError when two granules do not have the same profiles */
function checkPair({ sync, cldclass }: LocalGranule, a: SyncProfiles, b: ProfileTrack): void {
  if (a.count !== b.count) {
    throw new SkipError("pair", `${sync.name} has ${a.count} profiles, ${cldclass.name} has ${b.count}`);
  }
  for (let i = 0; i < a.count; i++) {
    if (a.valid[i] !== 1 || b.valid[i] !== 1) continue;
    const northward = a.lat[i]! - b.lat[i]!;
    const eastward = wrapLongitude(a.lon[i]! - b.lon[i]!) * Math.cos((a.lat[i]! * Math.PI) / 180);
    if (Math.hypot(northward, eastward) <= maxDifferenceDeg) continue;
    throw new SkipError("pair", `profile ${i} is not at the same place in ${sync.name} and ${cldclass.name}`);
  }
}

function noProfiles(
  { cldclass, sync }: LocalGranule,
  all: ProfileTrack & { readonly allFill: Uint8Array },
  timeDifferenceSec: Float32Array | undefined,
  maxTimeOffsetSec: number,
): SkipError {
  // Would any be left if time were not asked for?
  if (timeDifferenceSec !== undefined && usableProfiles(all).includes(1)) {
    const message = `${sync.name}: every profile with labels is more than ${maxTimeOffsetSec} s from the image`;
    return new SkipError("time-offset", message);
  }
  return new SkipError("no-profiles", `${cldclass.name}: none of ${all.count} profiles is on Earth and has a class`);
}
