import fc from "fast-check";
import { expect, test } from "vitest";
import { groundPoint } from "../../src/orbit/ground-track.ts";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { periodSec } from "../../src/orbit/reference-orbit.ts";

const orbit = halfOrbit(80, 176);

test("latitudes go up to 81.8 degrees, a quarter of a period after the node", () => {
  expect(groundPoint(orbit, orbit.nodeTai93 + periodSec / 4).lat).toBeCloseTo(81.8, 9);
  expect(groundPoint(orbit, orbit.nodeTai93 - periodSec / 4).lat).toBeCloseTo(-81.8, 9);
});

test("follows the spherical triangle of node, equator and satellite", () => {
  // Argument of latitude 30 degrees: sin(lat) = sin(98.2) sin(30); tan(lon) = cos(98.2) tan(30), less the Earth's turn of
  // 30/360 of a period, which is 360/233 * 16 / 12 degrees.
  const { lat, lon } = groundPoint(orbit, orbit.nodeTai93 + periodSec / 12);
  expect(lat).toBeCloseTo(29.6624, 3);
  const expected = orbit.ascendingNodeLon - 4.7071 - (360 * 16) / 233 / 12;
  expect(lon).toBeCloseTo(expected, 3);
});

test("an orbit later the ground track lies 24.72 degrees to the west", () => {
  fc.assert(
    fc.property(fc.double({ min: -5000, max: 5000, noNaN: true }), (offset) => {
      const one = groundPoint(orbit, orbit.nodeTai93 + offset);
      const next = groundPoint(orbit, orbit.nodeTai93 + offset + periodSec);
      expect(next.lat).toBeCloseTo(one.lat, 6);
      expect((one.lon - next.lon + 720) % 360).toBeCloseTo(5760 / 233, 6);
      expect(one.lon).toBeGreaterThanOrEqual(-180);
      expect(one.lon).toBeLessThan(180);
    }),
  );
});

test("a time that is none is refused", () => {
  expect(() => groundPoint(orbit, Number.NaN)).toThrow("expected a time in TAI93, got NaN");
});
