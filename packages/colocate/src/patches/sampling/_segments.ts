import { wrapLongitude } from "../../grid/longitude.ts";
import type { GeoPoint, Track } from "../../types.ts";
import type { ReasonCounts } from "./reasons.ts";
import type { TrackSegment } from "./track-segment.ts";

/** Profiles farther apart than this many times the median distance are not joined. */
const maxGap = 5;

const degrees = Math.PI / 180;

/** Degrees of arc from each profile of a track to the next; Infinity where they are too far apart to be joined. */
export function jointLengths(track: Track): Float64Array {
  const lengths = Float64Array.from({ length: track.lat.length - 1 }, (_, i) => arcLength(track, i));
  const limit = maxGap * median(lengths.filter((length) => length > 0));
  return lengths.map((length) => (length > limit ? Number.POSITIVE_INFINITY : length));
}

/** The segments of a track within a range of latitudes; those that are left out are counted. */
export function trackSegments(
  track: Track,
  [south, north]: readonly [number, number],
  excluded: ReasonCounts,
  lengths: Float64Array = jointLengths(track),
): TrackSegment[] {
  const segments: TrackSegment[] = [];
  lengths.forEach((length, profile) => {
    // Repeated positions are points, which a draw never hits.
    if (length === 0) return;
    if (length === Number.POSITIVE_INFINITY) {
      excluded.gap++;
      return;
    }
    const from = track.lat[profile]!;
    const to = track.lat[profile + 1]!;
    const [begin, end] = clip(from, to, south, north);
    if (end <= begin) {
      excluded.latitude++;
      return;
    }
    const latitudes = [from + begin * (to - from), from + end * (to - from)];
    segments.push({
      profile,
      begin,
      end,
      south: Math.min(...latitudes),
      north: Math.max(...latitudes),
      length: length * (end - begin),
    });
  });
  return segments;
}

/**
 * The point of the track at a part of the way from a profile to the next, along a straight line of latitude and
 * longitude.
 */
export function trackPoint({ lat, lon }: Track, profile: number, part: number): GeoPoint {
  const from = lat[profile]!;
  const eastward = wrapLongitude(lon[profile + 1]! - lon[profile]!);
  return {
    lat: from + part * (lat[profile + 1]! - from),
    lon: wrapLongitude(lon[profile]! + part * eastward),
  };
}

/**
 * The part, 0 to 1, of the way between two latitudes that lies in a range; an end that is not after the begin means
 * none.
 */
function clip(from: number, to: number, south: number, north: number): [number, number] {
  if (from === to) return from >= south && from <= north ? [0, 1] : [1, 0];
  const parts = [(south - from) / (to - from), (north - from) / (to - from)];
  return [Math.max(0, Math.min(...parts)), Math.min(1, Math.max(...parts))];
}

/** Degrees of arc on a sphere from a profile to the next, by the haversine formula, which is exact for short ones. */
function arcLength({ lat, lon }: Track, profile: number): number {
  const from = lat[profile]! * degrees;
  const to = lat[profile + 1]! * degrees;
  const turn = (lon[profile + 1]! - lon[profile]!) * degrees;
  const haversine = Math.sin((to - from) / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(turn / 2) ** 2;
  return (2 * Math.asin(Math.min(1, Math.sqrt(haversine)))) / degrees;
}

function median(numbers: Float64Array): number {
  const sorted = numbers.slice().sort();
  return sorted[sorted.length >> 1] ?? 0;
}
