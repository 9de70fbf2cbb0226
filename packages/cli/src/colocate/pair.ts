import {
  type Corners,
  findCorners,
  formatTime,
  type PixelMask,
  type UtcTime,
  utcToTai93,
  withinTimeOffset,
} from "@atcs/colocate";
import {
  boxesAlongTrack,
  type Deviation,
  openCldclassGranule,
  openParasolGranule,
  openSyncGranule,
  type ParasolGranule,
  type ProfileTrack,
} from "@atcs/dataset/granules";
import { CommandError } from "../errors.ts";

/** Which granules, and when profiles and pixels count. */
export interface PairOptions {
  readonly parasol: string;
  readonly cldclass: string;
  readonly sync?: string;
  /** Views that a valid pixel has at least. */
  readonly minViews: number;
  /** Seconds between the granules, and between the views of a profile, above which there is a warning. */
  readonly maxTimeOffset: number;
}

/** The profiles of a granule with their pixels in another one. */
export interface Colocation {
  readonly track: ProfileTrack;
  /** Of all profiles; those that are not valid have none. */
  readonly corners: Corners;
  /** Seconds, CALIOP minus PARASOL, NaN where not known; undefined without a sync granule that has them. */
  readonly timeDifference: Float32Array | undefined;
  readonly summary: ColocationSummary;
  readonly warnings: readonly string[];
}

/** The pair in numbers; members are those of the JSON output. */
export interface ColocationSummary {
  readonly parasol: string;
  readonly cldclass: string;
  readonly sync?: string;
  readonly parasol_start: string | null;
  /** Beginning of acquisition by the sync granule, else by the CLDCLASS granule. */
  readonly profiles_start: string | null;
  /** PARASOL minus profiles. */
  readonly start_offset_s: number | null;
  readonly min_views: number;
  readonly profiles: number;
  /** Profiles with coordinates on Earth. */
  readonly valid_profiles: number;
  readonly enclosed: number;
  readonly mean_distance_m: number | null;
  readonly max_distance_m: number | null;
  readonly max_time_offset_s: number;
  /** Profiles whose time difference is known and within that; only with a sync granule that has them. */
  readonly within_time_offset?: number;
}

/** Read the granules and find the pixels of every profile. */
export async function colocate(options: PairOptions, signal: AbortSignal): Promise<Colocation> {
  await using cldclass = await openCldclassGranule(options.cldclass, { signal });
  const track = await cldclass.readTrack({ signal });
  const times = await readTimes(options, track, signal);
  await using parasol = await openParasolGranule(options.parasol, { signal });
  const corners = await findTrackCorners(parasol, track, options, signal);
  const start = times.begin ?? cldclass.start;
  return {
    track,
    corners,
    timeDifference: times.timeDifference,
    summary: summarise(options, track, corners, { parasol: parasol.start, profiles: start }, times.timeDifference),
    warnings: [
      ...describeOffset(parasol.start, start, options.maxTimeOffset),
      ...[cldclass, parasol].flatMap(({ fileName, deviations }) => describeDeviations(fileName, deviations)),
      ...times.warnings,
    ],
  };
}

interface SyncTimes {
  readonly begin: UtcTime | undefined;
  readonly timeDifference: Float32Array | undefined;
  readonly warnings: readonly string[];
}

async function readTimes(
  { sync, cldclass }: PairOptions,
  { count }: ProfileTrack,
  signal: AbortSignal,
): Promise<SyncTimes> {
  if (sync === undefined) return { begin: undefined, timeDifference: undefined, warnings: [] };
  await using granule = await openSyncGranule(sync, { signal });
  const { count: found, timeDifference } = await granule.readProfiles({ signal });
  if (found !== count) {
    throw new CommandError(`${sync} has ${found} profiles, ${cldclass} has ${count}: they are not of one half orbit`, {
      code: "GRANULE_PAIR",
      hint: "Give granules with the same date and time in their names.",
      file: sync,
    });
  }
  return { begin: granule.begin, timeDifference, warnings: describeDeviations(granule.fileName, granule.deviations) };
}

/** Reads only what lies around the track. */
async function findTrackCorners(
  parasol: ParasolGranule,
  { lat, lon, valid, count }: ProfileTrack,
  { minViews }: PairOptions,
  signal: AbortSignal,
): Promise<Corners> {
  const profiles = Int32Array.from([...valid.keys()].filter((i) => valid[i] === 1));
  const onEarth = {
    lat: Float64Array.from(profiles, (i) => lat[i]!),
    lon: Float64Array.from(profiles, (i) => lon[i]!),
  };
  if (profiles.length === 0) return scatterCorners(undefined, profiles, count);
  const boxes = boxesAlongTrack(parasol.grid, onEarth);
  const mask: PixelMask = await parasol.readValidMask(boxes, { minViews, signal });
  return scatterCorners(findCorners(onEarth, { grid: parasol.grid, valid: mask }), profiles, count);
}

/** Corners of some profiles as corners of all: the others have none. */
function scatterCorners(found: Corners | undefined, profiles: Int32Array, count: number): Corners {
  const corners = {
    count,
    corners: new Int32Array(8 * count).fill(-1),
    distances: new Float64Array(4 * count).fill(Number.POSITIVE_INFINITY),
    weights: new Float64Array(4 * count),
    enclosed: new Uint8Array(count),
  };
  if (found === undefined) return corners;
  for (const [i, profile] of profiles.entries()) {
    corners.corners.set(found.corners.subarray(8 * i, 8 * i + 8), 8 * profile);
    corners.distances.set(found.distances.subarray(4 * i, 4 * i + 4), 4 * profile);
    corners.weights.set(found.weights.subarray(4 * i, 4 * i + 4), 4 * profile);
    corners.enclosed[profile] = found.enclosed[i]!;
  }
  return corners;
}

function summarise(
  { parasol, cldclass, sync, minViews, maxTimeOffset }: PairOptions,
  track: ProfileTrack,
  { enclosed, distances }: Corners,
  starts: { parasol: UtcTime | undefined; profiles: UtcTime | undefined },
  timeDifference: Float32Array | undefined,
): ColocationSummary {
  const ofEnclosed = distances.filter((_, i) => enclosed[i >> 2] === 1);
  return {
    parasol,
    cldclass,
    ...(sync === undefined ? {} : { sync }),
    parasol_start: timeText(starts.parasol),
    profiles_start: timeText(starts.profiles),
    start_offset_s: offsetSeconds(starts.parasol, starts.profiles) ?? null,
    min_views: minViews,
    profiles: track.count,
    valid_profiles: sum(track.valid),
    enclosed: sum(enclosed),
    mean_distance_m: ofEnclosed.length === 0 ? null : sum(ofEnclosed) / ofEnclosed.length,
    max_distance_m: ofEnclosed.length === 0 ? null : ofEnclosed.reduce((a, b) => Math.max(a, b)),
    max_time_offset_s: maxTimeOffset,
    ...(timeDifference === undefined
      ? {}
      : { within_time_offset: sum(withinTimeOffset(timeDifference, maxTimeOffset)) }),
  };
}

function describeOffset(parasol: UtcTime | undefined, profiles: UtcTime | undefined, limit: number): string[] {
  const offset = offsetSeconds(parasol, profiles);
  if (offset === undefined)
    return ["the times of the granules are not known: whether they belong together was not checked"];
  if (Math.abs(offset) <= limit) return [];
  return [`the granules begin ${Math.abs(offset)} s apart, more than ${limit} s: they may not belong together`];
}

function describeDeviations(fileName: string, deviations: readonly Deviation[]): string[] {
  return deviations
    .filter(({ matters }) => matters)
    .map(({ where, found, assumed }) => `${fileName}, ${where}: ${found}; ${assumed}`);
}

function offsetSeconds(a: UtcTime | undefined, b: UtcTime | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : utcToTai93(a) - utcToTai93(b);
}

function timeText(time: UtcTime | undefined): string | null {
  return time === undefined ? null : formatTime(time, { digits: 0 });
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
