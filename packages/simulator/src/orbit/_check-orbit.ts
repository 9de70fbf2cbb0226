import type { HalfOrbit } from "./half-orbits.ts";

/** Seconds around the epoch of TAI93 within which cycles lie, generously: 300 years. */
const longestSec = 1e10;

/** @throws TypeError or RangeError for what is not the half orbit of anything: NaN would give no views without a word */
export function checkOrbit(caller: string, orbit: HalfOrbit): void {
  if (typeof orbit !== "object" || orbit === null) {
    throw new TypeError(`${caller}: expected a half orbit, got ${String(orbit)}`);
  }
  const { nodeTai93, ascendingNodeLon } = orbit;
  if (!isWithin(nodeTai93, longestSec)) {
    throw new RangeError(`${caller}: the orbit's nodeTai93 must be a time in TAI93, got ${String(nodeTai93)}`);
  }
  if (!isWithin(ascendingNodeLon, 360)) {
    throw new RangeError(`${caller}: the orbit's ascendingNodeLon must be degrees, got ${String(ascendingNodeLon)}`);
  }
}

/** Texts are refused too: a sum with one is a longer text. */
function isWithin(value: unknown, greatest: number): boolean {
  return typeof value === "number" && Math.abs(value) <= greatest;
}
