import { checkTrack } from "../../_check.ts";
import { findCorners } from "../../corners/find-corners.ts";
import type { Corners } from "../../corners/types.ts";
import { isColocateError } from "../../errors.ts";
import { MaskReader } from "../../grid/_mask-reader.ts";
import type { GeoPoint, Track } from "../../types.ts";
import { sinusoidalStart, sinusoidalTop } from "../_sinusoidal.ts";
import { definePatch, type Patch } from "../patch.ts";
import { type PatchLabels, patchLabels } from "../patch-labels.ts";
import { patchPositions } from "../patch-positions.ts";
import { fractionOf } from "../validity.ts";
import { type DrawnPoint, pointDrawer } from "./_draw-point.ts";
import { paddedReach, profileRun, shiftRange } from "./_profile-runs.ts";
import { jointLengths } from "./_segments.ts";
import { type ResolvedSampling, resolveSampling, type SamplingOptions } from "./options.ts";
import { noReasons, type ReasonCounts, type SamplingReason } from "./reasons.ts";
import { findCandidates } from "./track-candidates.ts";

/** A patch that was drawn and meets all that was asked for. */
export interface SampledPatch {
  readonly patch: Patch;
  /** The point of the track that was drawn, before the shift east or west. */
  readonly point: GeoPoint;
  readonly labels: PatchLabels;
  /** Share of its pixels that are valid. */
  readonly validFraction: number;
}

/** What {@link samplePatches} drew, and why it is not more. */
export interface PatchSample {
  /** In the order in which they were drawn. */
  readonly patches: readonly SampledPatch[];
  /** Number of stretches of the track, between two profiles, that the draws were made from: see `trackCandidates`. */
  readonly candidates: number;
  /** Stretches that were left out before any draw. */
  readonly excluded: Readonly<ReasonCounts>;
  /** Number of draws. */
  readonly draws: number;
  /** Draws that were not taken. */
  readonly rejected: Readonly<ReasonCounts>;
}

/**
 * Draw patches along a track. A point of the track is drawn, and the patch's centre moved east or west of it, uniformly
 * over all places where every profile keeps its distance from the borders. A patch without enough labels or valid
 * pixels is drawn again, up to a number of attempts. The result depends on the arguments and on the numbers of `random`
 * alone; that there is no patch is no error.
 *
 * A pixel that `valid` does not know is not valid. So it must cover all that a patch may hold, some 700 km to either side
 * of the track by default: what `boxesAlongTrack` gives with `patchMarginM(options)` as its margin.
 *
 * @example
 * ```ts
 * import { samplePatches, seededRandom } from "@atcs/colocate";
 *
 * const steps = Array.from({ length: 500 }, (_, i) => i);
 * const track = { lat: steps.map((i) => 0.045 * i), lon: steps.map((i) => 179 - 0.01 * i) };
 * const { patches, rejected } = samplePatches(track, { random: seededRandom(0), samplesPerGranule: 4 });
 * console.log(patches.length, patches[0]?.patch.centerLat, rejected);
 * ```
 * @throws ShapeError or CoordinateError for a track that is empty, uneven or not on Earth, and for a mask that does not
 * fit; TypeError or RangeError for an option that cannot be, and for numbers of `random` outside of [0, 1)
 */
export function samplePatches(track: Track, options: SamplingOptions): PatchSample {
  const resolved = resolveSampling(options);
  checkTrack(track);
  const lengths = jointLengths(track);
  const { segments, excluded } = findCandidates(track, resolved, lengths);
  const rejected = noReasons();
  const drawPoint = pointDrawer(track, segments, resolved.sampling, resolved.random);
  const patches: SampledPatch[] = [];
  const candidates = segments.length;
  if (drawPoint === undefined) return { patches, candidates, excluded, draws: 0, rejected };
  const judge = patchJudge(track, resolved, lengths);
  let draws = 0;
  for (let sample = 0; sample < resolved.samplesPerGranule; sample++) {
    for (let attempt = 0; attempt < resolved.attemptsPerSample; attempt++) {
      draws++;
      const outcome = judge(drawPoint());
      if (typeof outcome !== "string") {
        patches.push(outcome);
        break;
      }
      rejected[outcome]++;
    }
  }
  return { patches, candidates, excluded, draws, rejected };
}

/** A function that makes a patch of a drawn point, or says why it cannot be. */
function patchJudge(
  track: Track,
  options: ResolvedSampling,
  lengths: Float64Array,
): (point: DrawnPoint) => SampledPatch | SamplingReason {
  const { projection, grid, size, valid, minLabels, minValidFraction, maxDistanceM } = options;
  const mask = valid === undefined ? {} : { valid };
  // The rule is the same for all patches, so each profile is searched for once.
  const corners: { corners?: Corners } =
    projection === "sinusoidal" ? { corners: findCorners(track, { grid, maxDistanceM, ...mask }) } : {};
  const reader = valid === undefined ? undefined : new MaskReader(valid, grid);
  const taken = new Set<string>();
  return (drawn) => {
    const lon = drawLongitude(track, drawn, options, lengths);
    if (lon === undefined) return "padding";
    const patch = tryPatch(() => definePatch({ projection, grid, size, centerLat: drawn.lat, centerLon: lon }));
    if (patch === undefined) return "grid";
    if (!keepsPadding(patch, track, options.nadirPadding)) return "padding";
    const key = patchKey(patch);
    if (taken.has(key)) return "duplicate";
    const labels = patchLabels(patch, track, corners);
    if (labels.count < minLabels) return "labels";
    const fraction = reader === undefined ? 1 : fractionOf(patch, reader);
    if (fraction < minValidFraction) return "image";
    taken.add(key);
    return { patch, point: { lat: drawn.lat, lon: drawn.lon }, labels, validFraction: fraction };
  };
}

/** A longitude of the centre that leaves all profiles about the point their padding, or undefined without one. */
function drawLongitude(
  track: Track,
  { lat, lon, profile }: DrawnPoint,
  options: ResolvedSampling,
  lengths: Float64Array,
): number | undefined {
  const { grid, size, random } = options;
  // Half a row more than the patch: sinusoidal rows are rounded.
  const half = (size / 2 + 0.5) / grid.rowsPerDegree;
  const run = profileRun(track, profile, lat - half, lat + half, { lengths });
  const { west, east } = shiftRange(track, run, lon, paddedReach(options, lat));
  // Without any profile there is nothing to keep away from, and nothing to label either.
  if (west > east || run.last < run.first) return undefined;
  return lon + west + random() * (east - west);
}

function tryPatch(define: () => Patch): Patch | undefined {
  try {
    return define();
  } catch (error) {
    if (isColocateError(error, "COLOCATE_PATCH")) return undefined;
    throw error;
  }
}

/** Rounding of the shift may cost a profile this much of a pixel. */
const tolerance = 1e-6;

/** Do all profiles of the track that the patch holds, of whatever pass, keep their distance from its borders? */
function keepsPadding(patch: Patch, track: Track, padding: number): boolean {
  const positions = patchPositions(patch, track);
  const isInside = (position: number) => position >= -0.5 && position <= patch.size - 0.5;
  for (let i = 0; i < positions.length; i += 2) {
    const col = positions[i + 1]!;
    if (!isInside(positions[i]!) || !isInside(col)) continue;
    if (col < padding - tolerance || col > patch.size - 1 - padding + tolerance) return false;
  }
  return true;
}

/** The same for patches of the same pixels. */
function patchKey(patch: Patch): string {
  const { projection, size, grid, centerLat, centerLon } = patch;
  if (projection === "equirectangular") return `${centerLat} ${centerLon}`;
  const top = sinusoidalTop(patch);
  const starts = Array.from({ length: size }, (_, y) => sinusoidalStart(grid, size, centerLon, top + y));
  return `${top} ${starts.join(" ")}`;
}
