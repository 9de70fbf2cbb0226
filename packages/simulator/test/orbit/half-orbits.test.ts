import { formatTime, parseTime, tai93ToUtc, type UtcTime, utcToTai93 } from "@atcs/colocate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { groundPoint } from "../../src/orbit/ground-track.ts";
import { halfOrbit, sunlitHalfOrbits } from "../../src/orbit/half-orbits.ts";
import { cycleSec, parasolLagSec, periodSec } from "../../src/orbit/reference-orbit.ts";

const anyOrbit = fc.record({ cycle: fc.integer({ min: 1, max: 120 }), orbit: fc.integer({ min: 1, max: 233 }) });

const dayOf = (year: number, month: number, day: number): UtcTime => ({
  year,
  month,
  day,
  hour: 0,
  minute: 0,
  second: 0,
});

test("the real granule POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54 begins when PARASOL is at the south of orbit 176 of cycle 80", () => {
  const begin = halfOrbit(80, 176).nodeTai93 - periodSec / 4 + parasolLagSec;
  expect(begin).toBeCloseTo(utcToTai93(parseTime("2008-06-03T01:34:54Z")), 6);
});

test("the period is 98.88 minutes", () => {
  const period = halfOrbit(80, 177).nodeTai93 - halfOrbit(80, 176).nodeTai93;
  expect(period / 60).toBeCloseTo(98.884, 3);
});

test("nodes have 13:30 local mean solar time, to the leap seconds", () => {
  fc.assert(
    fc.property(anyOrbit, ({ cycle, orbit }) => {
      const { nodeTai93, ascendingNodeLon } = halfOrbit(cycle, orbit);
      expect(ascendingNodeLon).toBeGreaterThanOrEqual(-180);
      expect(ascendingNodeLon).toBeLessThan(180);
      const { hour, minute, second } = tai93ToUtc(nodeTai93);
      const local = hour + minute / 60 + second / 3600 + ascendingNodeLon / 15;
      // Up to 2 s: one leap second before the anchor and one or more after.
      expect(Math.abs(((local + 24) % 24) - 13.5) * 3600).toBeLessThan(2.01);
    }),
  );
});

test("the track repeats after 16 days", () => {
  fc.assert(
    fc.property(anyOrbit, fc.double({ min: -1500, max: 1500, noNaN: true }), ({ cycle, orbit }, offset) => {
      const one = halfOrbit(cycle, orbit);
      const next = halfOrbit(cycle + 1, orbit);
      expect(next.nodeTai93 - one.nodeTai93).toBeCloseTo(cycleSec, 5);
      expect(next.ascendingNodeLon).toBe(one.ascendingNodeLon);
      const a = groundPoint(one, one.nodeTai93 + offset);
      const b = groundPoint(next, next.nodeTai93 + offset);
      expect(b.lat).toBeCloseTo(a.lat, 7);
    }),
  );
  const last = halfOrbit(80, 233);
  expect(halfOrbit(81, 1).nodeTai93 - last.nodeTai93).toBeCloseTo(periodSec, 5);
  expect(new Set(Array.from({ length: 233 }, (_, i) => halfOrbit(80, i + 1).ascendingNodeLon)).size).toBe(233);
});

test("the equator is crossed where and when the half orbit says", () => {
  const orbit = halfOrbit(83, 5);
  const { lat, lon } = groundPoint(orbit, orbit.nodeTai93);
  expect(lat).toBeCloseTo(0, 12);
  expect(lon).toBeCloseTo(orbit.ascendingNodeLon, 10);
});

test("a day has 14 or 15 half orbits, each of which belongs to one day only", () => {
  let previous = 0;
  let total = 0;
  const start = utcToTai93(dayOf(2008, 12, 20));
  // Across the leap second at the end of 2008.
  for (let i = 0; i < 32; i++) {
    const { year, month, day } = tai93ToUtc(start + i * 86_400 + 40_000);
    const orbits = sunlitHalfOrbits({ ...dayOf(year, month, day), hour: 17 });
    expect([14, 15]).toContain(orbits.length);
    for (const orbit of orbits) {
      const begin = tai93ToUtc(orbit.nodeTai93 - periodSec / 4);
      expect(formatTime(begin).slice(0, 10)).toBe(formatTime(dayOf(year, month, day)).slice(0, 10));
      const index = orbit.cycle * 233 + orbit.orbit;
      if (previous > 0) expect(index).toBe(previous + 1);
      previous = index;
      expect(halfOrbit(orbit.cycle, orbit.orbit)).toEqual(orbit);
      total++;
    }
  }
  expect(total).toBeGreaterThanOrEqual(465);
  expect(total).toBeLessThanOrEqual(467);
});

test("wrong numbers and days are refused", () => {
  expect(() => halfOrbit(0, 1)).toThrow("cycle must be an integer from 1 to 999, got 0");
  expect(() => halfOrbit(80, 234)).toThrow("orbit must be an integer from 1 to 233, got 234");
  expect(() => halfOrbit(80, 1.5)).toThrow(RangeError);
  expect(() => sunlitHalfOrbits(dayOf(2004, 1, 1))).toThrow("outside of cycles 1 to 999");
  expect(() => sunlitHalfOrbits(dayOf(2008, 2, 30))).toThrow("the time has day 30");
  expect(formatTime(tai93ToUtc(halfOrbit(1, 1).nodeTai93)).slice(0, 10)).toBe("2004-12-05");
});
