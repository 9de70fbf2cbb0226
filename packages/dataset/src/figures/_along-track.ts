import { checkLength, checkPlaces } from "./_check.ts";

const earthRadiusKm = 6371;
const radians = Math.PI / 180;
/** Neighbours farther apart than this many usual steps have a gap between them. */
const gapSteps = 1.8;

/** Where label points lie along their track. */
export interface AlongTrack {
  /** Shape [P]: from the first point. */
  readonly km: Float64Array;
  /** The middle one of the distances between neighbours. */
  readonly stepKm: number;
  /** Shape [P]: where the stretch that a point stands for begins and ends, halfway to its neighbours. */
  readonly fromKm: Float64Array;
  readonly toKm: Float64Array;
}

/** @throws RangeError for wrong coordinates or fewer than 2 points */
export function alongTrack(lat: ArrayLike<number>, lon: ArrayLike<number>): AlongTrack {
  checkPlaces("the track", lat, lon);
  if (lat.length < 2) throw new RangeError(`the track has ${lat.length} points: expected 2 or more`);
  const steps = Float64Array.from({ length: lat.length - 1 }, (_, i) =>
    distanceKm(lat[i]!, lon[i]!, lat[i + 1]!, lon[i + 1]!),
  );
  const stepKm = Float64Array.from(steps).sort()[steps.length >> 1]!;
  if (!(stepKm > 0)) throw new RangeError("the points of the track do not lie apart");
  const km = new Float64Array(lat.length);
  for (let i = 0; i < steps.length; i++) km[i + 1] = km[i]! + steps[i]!;
  const half = (step: number | undefined): number =>
    step === undefined || step > gapSteps * stepKm ? stepKm / 2 : step / 2;
  return {
    km,
    stepKm,
    fromKm: km.map((value, i) => value - half(steps[i - 1])),
    toKm: km.map((value, i) => value + half(steps[i])),
  };
}

/** Value of points at a distance along the track, between its neighbours. */
export function interpolateAlong({ km }: AlongTrack, values: ArrayLike<number>, at: number): number {
  checkLength("values", values, km.length);
  const found = km.findIndex((value) => value >= at);
  const after = found < 0 ? km.length - 1 : Math.max(1, found);
  const [before, behind] = [km[after - 1]!, km[after]!];
  const part = behind === before ? 0 : (at - before) / (behind - before);
  return values[after - 1]! + part * (values[after]! - values[after - 1]!);
}

/** On a sphere, which is exact enough for a drawing. */
function distanceKm(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const sinLat = Math.sin(((lat2 - lat1) * radians) / 2);
  const sinLon = Math.sin(((lon2 - lon1) * radians) / 2);
  const square = sinLat * sinLat + Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * sinLon * sinLon;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(square)));
}

/** Longitudes without jumps at the antimeridian. */
export function unwrapped(lon: ArrayLike<number>): Float64Array {
  let turn = 0;
  return Float64Array.from(lon, (value, i) => {
    const step = i === 0 ? 0 : value - lon[i - 1]!;
    if (step > 180) turn -= 360;
    else if (step < -180) turn += 360;
    return value + turn;
  });
}
