import { shortGeodesicDistance } from "@atcs/colocate";
import { expect, test } from "vitest";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { profileTrack } from "../../src/orbit/profile-track.ts";
import { periodSec } from "../../src/orbit/reference-orbit.ts";

// The first has its node near 173 degrees east and crosses the antimeridian.
const orbits = [halfOrbit(80, 176), halfOrbit(60, 3), halfOrbit(99, 100)];

test("profiles are 5 km apart within 1 % on WGS-84", () => {
  for (const orbit of orbits) {
    const { lat, lon } = profileTrack(orbit);
    for (let i = 1; i < lat.length; i++) {
      const distance = shortGeodesicDistance(lat[i - 1]!, lon[i - 1]!, lat[i]!, lon[i]!);
      expect(Math.abs(distance / 5000 - 1)).toBeLessThan(0.01);
    }
  }
});

test("they reach from one extreme latitude to the other, northward, in even steps of time", () => {
  const orbit = orbits[0]!;
  const { lat, lon, tai93 } = profileTrack(orbit);
  expect(lon).toHaveLength(lat.length);
  expect(tai93).toHaveLength(lat.length);
  // 180 degrees of the orbit are 20,226 km over the turning ground.
  expect(lat.length).toBeGreaterThan(4030);
  expect(lat.length).toBeLessThan(4060);
  expect(lat[0]).toBeCloseTo(-81.8, 2);
  expect(lat.at(-1)).toBeCloseTo(81.8, 2);
  const step = (tai93.at(-1)! - tai93[0]!) / (tai93.length - 1);
  for (let i = 1; i < lat.length; i++) {
    expect(lat[i]).toBeGreaterThan(lat[i - 1]!);
    expect(tai93[i]! - tai93[i - 1]!).toBeCloseTo(step, 5);
    expect(lon[i]! >= -180 && lon[i]! < 180).toBe(true);
  }
  expect(tai93[0]! - orbit.nodeTai93).toBeGreaterThanOrEqual(-periodSec / 4);
  expect(tai93[(lat.length - 1) / 2]).toBe(orbit.nodeTai93);
  const jumps = lon.filter((value, i) => i > 0 && Math.abs(value - lon[i - 1]!) > 180).length;
  expect(jumps).toBeGreaterThanOrEqual(1);
});

test("a range of latitudes picks some of the same profiles", () => {
  const all = profileTrack(orbits[1]!);
  const some = profileTrack(orbits[1]!, { latRange: [10, 30] });
  const first = all.lat.findIndex((lat) => lat >= 10);
  expect(some.lat.length).toBeGreaterThan(440);
  expect(some.lat.at(-1)).toBeLessThanOrEqual(30);
  expect(some.lat).toEqual(all.lat.slice(first, first + some.lat.length));
  expect(some.lon).toEqual(all.lon.slice(first, first + some.lon.length));
  expect(some.tai93).toEqual(all.tai93.slice(first, first + some.lon.length));
  expect(profileTrack(orbits[1]!, { latRange: [82, 83] }).lat).toHaveLength(0);
});

test("wrong options are refused", () => {
  expect(() => profileTrack(orbits[0]!, { spacingM: 0 })).toThrow("spacingM must be 500 to 100000, got 0");
  expect(() => profileTrack(orbits[0]!, { latRange: [30, 10] })).toThrow(
    "from south to north within -90 to 90, got 30, 10",
  );
  expect(() => profileTrack(orbits[0]!, { latRange: [Number.NaN, 10] })).toThrow(RangeError);
});
