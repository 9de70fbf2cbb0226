import type { Random } from "../../random.ts";
import type { Track } from "../../types.ts";
import { trackPoint } from "./_segments.ts";
import type { TrackSegment } from "./track-segment.ts";

/** A point of the track, and the last profile before it. */
export interface DrawnPoint {
  readonly lat: number;
  readonly lon: number;
  readonly profile: number;
}

const degrees = Math.PI / 180;

/** A function that draws points of the track; undefined when the segments have no extent to draw from. */
export function pointDrawer(
  track: Track,
  segments: readonly TrackSegment[],
  sampling: "area" | "track",
  random: Random,
): (() => DrawnPoint) | undefined {
  return sampling === "area" ? areaDrawer(track, segments, random) : trackDrawer(track, segments, random);
}

/** Uniform along the segments' length. */
function trackDrawer(track: Track, segments: readonly TrackSegment[], random: Random): (() => DrawnPoint) | undefined {
  const ends = cumulative(segments.map((segment) => segment.length));
  if (ends.total === 0) return undefined;
  return () => {
    const { index, rest } = ends.find(random() * ends.total);
    const { profile, begin, end, length } = segments[index]!;
    return { profile, ...trackPoint(track, profile, begin + (rest / length) * (end - begin)) };
  };
}

/** Uniform in the sine of the latitude over all that the segments pass; where several pass it, each is as likely. */
function areaDrawer(track: Track, segments: readonly TrackSegment[], random: Random): (() => DrawnPoint) | undefined {
  const spans = segments.map(({ south, north }): Band => [sineOf(south), sineOf(north)]);
  const bands = mergedBands(spans);
  const ends = cumulative(bands.map(([south, north]) => north - south));
  if (ends.total === 0) return undefined;
  return () => {
    const { index, rest } = ends.find(random() * ends.total);
    const [south, north] = bands[index]!;
    const sine = Math.min(south + rest, north);
    // Two segments that join at this very latitude pass it at the same point.
    const passes = segments.filter((_, i) => spans[i]![0] <= sine && sine <= spans[i]![1]);
    const segment = passes[Math.floor(random() * passes.length)]!;
    return pointAtLatitude(track, segment, Math.asin(sine) / degrees);
  };
}

/** Sines of the southernmost and northernmost latitude. */
type Band = readonly [south: number, north: number];

function pointAtLatitude(track: Track, { profile, begin, end }: TrackSegment, lat: number): DrawnPoint {
  const from = track.lat[profile]!;
  const to = track.lat[profile + 1]!;
  const part = to === from ? begin : (lat - from) / (to - from);
  return { profile, ...trackPoint(track, profile, Math.min(Math.max(part, begin), end)) };
}

/** The same latitudes, as intervals that do not overlap. */
function mergedBands(bands: readonly Band[]): Band[] {
  const merged: Band[] = [];
  for (const [south, north] of [...bands].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous === undefined || south > previous[1]) merged.push([south, north]);
    else merged[merged.length - 1] = [previous[0], Math.max(previous[1], north)];
  }
  return merged;
}

function sineOf(lat: number): number {
  return Math.sin(lat * degrees);
}

/** Finds which of several lengths laid end to end holds a position, and how far it lies into it. */
function cumulative(lengths: readonly number[]): {
  readonly total: number;
  readonly find: (position: number) => { index: number; rest: number };
} {
  let total = 0;
  const begins = lengths.map((length) => {
    const begin = total;
    total += length;
    return begin;
  });
  const find = (position: number) => {
    let index = begins.length - 1;
    while (index > 0 && (begins[index]! > position || lengths[index] === 0)) index--;
    return { index, rest: Math.min(position - begins[index]!, lengths[index]!) };
  };
  return { total, find };
}
