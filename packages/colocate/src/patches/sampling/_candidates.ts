import { MaskReader } from "../../grid/_mask-reader.ts";
import type { PolderGrid } from "../../grid/polder-grid.ts";
import type { Track } from "../../types.ts";
import { paddedReach, profileRun, shiftRange } from "./_profile-runs.ts";
import { trackPoint } from "./_segments.ts";
import type { ResolvedCandidates } from "./options.ts";
import type { ReasonCounts, SamplingReason } from "./reasons.ts";
import type { TrackSegment } from "./track-segment.ts";

/**
 * Profiles to either side of a segment that are asked for their padding, in sizes of a patch: with those of 1 km, the
 * closest that there are, a patch holds 6 sizes of them. Profiles beyond, which only a track that stays in one place
 * has, are asked of every patch that is drawn.
 */
const paddedSizes = 10;

/**
 * The segments that a patch's centre can lie on, as far as can be told without drawing one; the others are counted.
 *
 * Each test asks for what every patch about the segment must have, so no possible patch is lost: labels are counted
 * over the rows of all of these patches, borders and image are tested over the rows that they have in common. Labels may
 * lie on both sides of a gap; the padding is asked of joined profiles only, for a patch need not hold those beyond.
 * The time for a segment is bounded by the size of a patch and `minLabels`, however many profiles share its latitudes.
 *
 * @param lengths as `jointLengths` gives them
 */
export function candidateSegments(
  track: Track,
  segments: readonly TrackSegment[],
  options: ResolvedCandidates,
  excluded: ReasonCounts,
  lengths: Float64Array,
): TrackSegment[] {
  const emptyRows =
    options.valid === undefined ? () => 0 : emptyRowCounter(new MaskReader(options.valid, options.grid), options.grid);
  return segments.filter((segment) => {
    const reason = obstacle(track, segment, options, emptyRows, lengths);
    if (reason !== undefined) excluded[reason]++;
    return reason === undefined;
  });
}

function obstacle(
  track: Track,
  segment: TrackSegment,
  options: ResolvedCandidates,
  emptyRows: (south: number, north: number) => number,
  lengths: Float64Array,
): SamplingReason | undefined {
  const { grid, size, minLabels, minValidFraction } = options;
  const { profile, south, north } = segment;
  // Sinusoidal patches lie up to half a row off.
  const margin = 1 / grid.rowsPerDegree;
  const half = size / 2 / grid.rowsPerDegree;
  const common = { south: north - half + margin, north: south + half - margin };
  if (!hasLongRows(grid, size, common)) return "grid";
  const all = profileRun(track, profile, south - half - margin, north + half + margin, { most: minLabels });
  if (all.last - all.first + 1 < minLabels) return "labels";
  const { lon } = trackPoint(track, profile, segment.begin);
  const run = profileRun(track, profile, common.south, common.north, { lengths, most: paddedSizes * size });
  // Columns are widest about the end that is nearer to a pole.
  const { west, east } = shiftRange(
    track,
    run,
    lon,
    paddedReach(options, Math.abs(south) > Math.abs(north) ? south : north),
  );
  if (west > east) return "padding";
  const spare = (1 - minValidFraction) * size * size;
  return emptyRows(common.south, common.north) * size > spare + 1e-6 ? "image" : undefined;
}

/** Does the grid have all rows between two latitudes, each with as many cells as the patch has columns? */
function hasLongRows(grid: PolderGrid, size: number, { south, north }: { south: number; north: number }): boolean {
  if (north < south) return true;
  return north <= 90 && south >= -90 && [south, north].every((lat) => 2 * grid.halfLength(grid.rowAt(lat)) >= size);
}

/** Counts the rows between two latitudes without any valid pixel. */
function emptyRowCounter(valid: MaskReader, grid: PolderGrid): (south: number, north: number) => number {
  // For each row the number of empty ones north of it.
  const before = new Int32Array(grid.rows + 1);
  for (let row = 0; row < grid.rows; row++) before[row + 1] = before[row]! + (valid.hasAny(row) ? 0 : 1);
  return (south, north) => (north < south ? 0 : before[grid.rowAt(south) + 1]! - before[grid.rowAt(north)]!);
}
