import type { Random } from "../../random.ts";
import type { Track } from "../../types.ts";
import { type Segment, trackPoint } from "./_segments.ts";

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
  segments: readonly Segment[],
  sampling: "area" | "track",
  random: Random,
): (() => DrawnPoint) | undefined {
  return sampling === "area" ? areaDrawer(track, segments, random) : trackDrawer(track, segments, random);
}

/** Uniform along the segments' length. */
function trackDrawer(track: Track, segments: readonly Segment[], random: Random): (() => DrawnPoint) | undefined {
  const ends = cumulative(segments.map((segment) => segment.length));
  if (ends.total === 0) return undefined;
  return () => {
    const { index, rest } = ends.find(random() * ends.total);
    const { profile, begin, end, length } = segments[index]!;
    return { profile, ...trackPoint(track, profile, begin + (rest / length) * (end - begin)) };
  };
}

/** Uniform in the sine of the latitude over all that the segments pass; where several pass it, each is as likely. */
function areaDrawer(track: Track, segments: readonly Segment[], random: Random): (() => DrawnPoint) | undefined {
  const bands = mergedBands(segments);
  const ends = cumulative(bands.map(([south, north]) => north - south));
  if (ends.total === 0) return undefined;
  return () => {
    const { index, rest } = ends.find(random() * ends.total);
    const [south, north] = bands[index]!;
    const sine = Math.min(south + rest, north);
    // Two segments that join at this very latitude pass it at the same point.
    const passes = segments.filter((segment) => sineOf(segment.south) <= sine && sine <= sineOf(segment.north));
    const segment = passes[Math.floor(random() * passes.length)]!;
    return pointAtLatitude(track, segment, Math.asin(sine) / degrees);
  };
}

function pointAtLatitude(track: Track, { profile, begin, end }: Segment, lat: number): DrawnPoint {
  const from = track.lat[profile]!;
  const to = track.lat[profile + 1]!;
  const part = to === from ? begin : (lat - from) / (to - from);
  return { profile, ...trackPoint(track, profile, Math.min(Math.max(part, begin), end)) };
}

/** The sines of the latitudes that the segments pass, as intervals that do not overlap. */
function mergedBands(segments: readonly Segment[]): [number, number][] {
  const bands = segments.map(({ south, north }): [number, number] => [sineOf(south), sineOf(north)]);
  bands.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [south, north] of bands) {
    const previous = merged[merged.length - 1];
    if (previous === undefined || south > previous[1]) merged.push([south, north]);
    else previous[1] = Math.max(previous[1], north);
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
