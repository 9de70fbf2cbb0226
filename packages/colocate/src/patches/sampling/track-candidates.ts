import { checkTrack } from "../../_check.ts";
import type { Track } from "../../types.ts";
import { candidateSegments } from "./_candidates.ts";
import { jointLengths, trackSegments } from "./_segments.ts";
import { type CandidateOptions, type ResolvedCandidates, resolveCandidates } from "./options.ts";
import { noReasons, type ReasonCounts } from "./reasons.ts";
import type { TrackSegment } from "./track-segment.ts";

/** Where along a track patches can be, see {@link trackCandidates}. */
export interface TrackCandidates {
  /** Stretches of the track, each between two consecutive profiles, that a drawn point can lie on. */
  readonly segments: readonly TrackSegment[];
  /** How many stretches were left out, and why. */
  readonly excluded: Readonly<ReasonCounts>;
}

/**
 * The stretches of a track that `samplePatches` draws its points from: all those that a patch with enough labels and
 * valid pixels could be drawn on, and perhaps some more, as far as can be told without drawing one.
 * @throws TypeError, RangeError, ShapeError or CoordinateError as `samplePatches`
 */
export function trackCandidates(track: Track, options: CandidateOptions = {}): TrackCandidates {
  const resolved = resolveCandidates(options);
  checkTrack(track);
  return findCandidates(track, resolved, jointLengths(track));
}

/** {@link trackCandidates} of a track and options that have been checked. */
export function findCandidates(track: Track, options: ResolvedCandidates, lengths: Float64Array): TrackCandidates {
  const excluded = noReasons();
  const all = trackSegments(track, options.latRange, excluded, lengths);
  return { segments: candidateSegments(track, all, options, excluded, lengths), excluded };
}
