import { boxesAlongTrack, type Corners, findCorners } from "@atcs/colocate";
import {
  openCldclassGranule,
  openParasolGranule,
  type ParasolGranule,
  type ProfileTrack,
  selectProfiles,
} from "@atcs/dataset/granules";
import { CommandError } from "../errors.ts";
import { openGranule } from "./open-granules.ts";
import { type ColocationSummary, summarise } from "./summary.ts";
import { readSyncTimes } from "./sync-granule.ts";
import { describeCloudData, describeDeviations, describeOffset, offsetSeconds } from "./warnings.ts";

/** Which granules, and when profiles and pixels count. */
export interface PairOptions {
  readonly parasol: string;
  readonly cldclass: string;
  readonly sync?: string;
  /** Views that a valid pixel has at least. */
  readonly minViews: number;
  /** Seconds between the granules, and between the views of a profile, above which there is a warning. */
  readonly maxTimeOffsetSec: number;
}

/** The profiles of a granule with their pixels in another one. */
export interface Colocation {
  readonly track: ProfileTrack;
  /** Of all profiles; those that are not valid have none. */
  readonly corners: Corners;
  /** Seconds, CALIOP minus PARASOL, NaN where not known; undefined without a sync granule that has them. */
  readonly timeDifferenceSec: Float32Array | undefined;
  readonly summary: ColocationSummary;
}

/** Read the granules and find the pixels of every profile. */
export async function colocate(options: PairOptions, signal: AbortSignal): Promise<Colocation> {
  await using cldclass = await openGranule("--cldclass", options.cldclass, openCldclassGranule, signal);
  const track = await cldclass.readTrack({ signal });
  const sync = options.sync === undefined ? undefined : await readSyncTimes(options.sync, cldclass, track, signal);
  await using parasol = await openGranule("--parasol", options.parasol, openParasolGranule, signal);
  const corners = await findTrackCorners(parasol, track, options, signal);
  const starts = { parasol: parasol.start, profiles: sync?.start ?? cldclass.start };
  const timeDifferenceSec = sync?.timeDifferenceSec;
  const warnings = [
    ...describeOffset(offsetSeconds(starts.parasol, starts.profiles), options.maxTimeOffsetSec),
    ...describeCloudData(cldclass),
    ...[cldclass, parasol].flatMap(describeDeviations),
    ...(sync?.warnings ?? []),
  ];
  const summary = summarise(options, { track, corners, starts, timeDifferenceSec, warnings });
  return { track, corners, timeDifferenceSec, summary };
}

/** Reads only what lies around the track. */
async function findTrackCorners(
  parasol: ParasolGranule,
  track: ProfileTrack,
  { minViews }: PairOptions,
  signal: AbortSignal,
): Promise<Corners> {
  checkMinViews(minViews, parasol);
  const located = selectProfiles(track, track.valid);
  const corners = noCorners(track.count);
  if (located.count === 0) return corners;
  const boxes = boxesAlongTrack(parasol.grid, located);
  const valid = await parasol.readValidMask(boxes, { minViews, signal });
  const found = findCorners(located, { grid: parasol.grid, valid });
  for (const [i, profile] of located.profiles.entries()) {
    corners.corners.set(found.corners.subarray(8 * i, 8 * i + 8), 8 * profile);
    corners.distancesM.set(found.distancesM.subarray(4 * i, 4 * i + 4), 4 * profile);
    corners.weights.set(found.weights.subarray(4 * i, 4 * i + 4), 4 * profile);
    corners.enclosed[profile] = found.enclosed[i]!;
  }
  return corners;
}

/** Only the granule tells how many views a pixel can have. */
function checkMinViews(minViews: number, { fileName, views }: ParasolGranule): void {
  if (views === 0 || minViews <= views) return;
  throw new CommandError(
    `--min-views ${minViews} is more than the ${views} views that pixels of ${fileName} can have`,
    {
      code: "MIN_VIEWS",
      hint: `Give at most ${views}.`,
      file: fileName,
    },
  );
}

/** As `findCorners` has it for profiles without any pixel near them. */
function noCorners(count: number): Corners {
  return {
    count,
    corners: new Int32Array(8 * count).fill(-1),
    distancesM: new Float64Array(4 * count).fill(Number.POSITIVE_INFINITY),
    weights: new Float64Array(4 * count),
    enclosed: new Uint8Array(count),
  };
}
