import { shortGeodesicDistance, wrapLongitude } from "@atcs/colocate";
import { expect, test } from "vitest";
import { nightTrack } from "../../src/archive/_night-track.ts";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { profileTrack } from "../../src/orbit/profile-track.ts";
import { periodSec } from "../../src/orbit/reference-orbit.ts";

const orbit = halfOrbit(80, 176);
const track = nightTrack(orbit, [-90, 90]);
const { lat, lon, tai93 } = track;

test("from north to south, with as many profiles as the sunlit half", () => {
  expect(lat.length).toBe(profileTrack(orbit).lat.length);
  expect(lat[0]).toBeCloseTo(81.8, 1);
  expect(lat.at(-1)).toBeCloseTo(-81.8, 1);
  for (let i = 1; i < lat.length; i++) expect(lat[i]!).toBeLessThan(lat[i - 1]!);
});

test("the descending node: half a period later, where the Earth has turned to, at 1:30 local time", () => {
  const middle = (lat.length - 1) / 2;
  expect(lat[middle]).toBeCloseTo(0, 6);
  expect(tai93[middle]).toBe(orbit.nodeTai93 + periodSec / 2);
  // The orbit's plane stands still, the Earth turns by 360 degrees in 86,400 s.
  const expected = wrapLongitude(orbit.ascendingNodeLon + 180 - (periodSec / 2 / 86_400) * 360);
  expect(lon[middle]).toBeCloseTo(expected, 6);
  // TAI93 of 2008-06-03T00:00:00 UTC is 486604806.
  const hours = (tai93[middle]! - 486_604_806) / 3600;
  expect((hours + lon[middle]! / 15 + 24) % 24).toBeCloseTo(1.5, 2);
});

test("profiles are 5 km apart", () => {
  for (let i = 1; i < lat.length; i += 97) {
    const metres = shortGeodesicDistance(lat[i - 1]!, lon[i - 1]!, lat[i]!, lon[i]!);
    expect(Math.abs(metres - 5000)).toBeLessThan(50);
  }
});

test("limits of latitude pick some of the same profiles", () => {
  const part = nightTrack(orbit, [4, 7]);
  const first = lat.findIndex((value) => value <= 7);
  expect(part.lat).toEqual(lat.slice(first, first + part.lat.length));
  expect(part.lat.length).toBeGreaterThan(60);
  expect(part.lat[0]).toBeLessThanOrEqual(7);
  expect(part.lat.at(-1)).toBeGreaterThanOrEqual(4);
});
