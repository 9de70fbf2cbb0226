import type { TrackProfiles } from "../orbit/profile-track.ts";

/** @throws TypeError unless it is an array of this type */
export function checkArray<A extends { readonly length: number }>(
  what: string,
  values: unknown,
  type: new (length: number) => A,
): asserts values is A {
  if (values instanceof type) return;
  throw new TypeError(`${what}: expected a ${type.name}, got ${describe(values)}`);
}

/** @throws RangeError unless there are as many */
export function checkLength(what: string, values: { readonly length: number }, expected: number): void {
  if (values.length !== expected) throw new RangeError(`${what}: expected ${expected} values, got ${values.length}`);
}

/** @throws TypeError, RangeError unless there are profiles, on Earth, at times that increase */
export function checkTrack(caller: string, track: TrackProfiles): void {
  if (typeof track !== "object" || track === null) {
    throw new TypeError(`${caller}: expected a track, got ${describe(track)}`);
  }
  const { lat, lon, tai93 } = track;
  for (const [name, values] of Object.entries({ lat, lon, tai93 })) {
    checkArray(`${caller}: track.${name}`, values, Float64Array);
    checkLength(`${caller}: track.${name}`, values, tai93.length);
  }
  if (tai93.length === 0) throw new RangeError(`${caller}: the track has no profile`);
  for (let p = 0; p < tai93.length; p++) {
    if (!(Math.abs(lat[p]!) <= 90)) fail(caller, `latitude ${lat[p]}`, p, "-90 to 90 degrees");
    if (!(Math.abs(lon[p]!) <= 360)) fail(caller, `longitude ${lon[p]}`, p, "degrees");
    if (!Number.isFinite(tai93[p]!) || tai93[p]! <= tai93[p - 1]!)
      fail(caller, `time ${tai93[p]}`, p, "increasing times");
  }
}

function fail(caller: string, found: string, profile: number, expected: string): never {
  throw new RangeError(`${caller}: ${found} of profile ${profile}: expected ${expected}`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? (value.constructor?.name ?? "an object") : typeof value;
}
