import { expect, test } from "vitest";
import { groundPoint } from "../../src/orbit/ground-track.ts";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { profileTrack } from "../../src/orbit/profile-track.ts";

const orbit = halfOrbit(80, 176);
const time = orbit.nodeTai93;

test.each<[unknown, string]>([
  [undefined, "expected a half orbit, got undefined"],
  [{}, "the orbit's nodeTai93 must be a time in TAI93, got undefined"],
  [{ ...orbit, nodeTai93: Number.NaN }, "the orbit's nodeTai93 must be a time in TAI93, got NaN"],
  [{ ...orbit, nodeTai93: String(time) }, "the orbit's nodeTai93 must be a time in TAI93, got 486"],
  [{ ...orbit, ascendingNodeLon: Number.NaN }, "the orbit's ascendingNodeLon must be degrees, got NaN"],
  [{ ...orbit, ascendingNodeLon: "173" }, "the orbit's ascendingNodeLon must be degrees, got 173"],
])("no orbit: %j", (wrong, message) => {
  expect(() => groundPoint(wrong as typeof orbit, time)).toThrow(`groundPoint: ${message}`);
  expect(() => profileTrack(wrong as typeof orbit)).toThrow(/^profileTrack: /);
});
