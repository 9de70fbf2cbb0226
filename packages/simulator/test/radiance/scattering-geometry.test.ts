import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosScatteringAngle, rotateToMeridian, scatteringAngle } from "../../src/radiance/scattering-geometry.ts";

type Vector = readonly [number, number, number];
const radians = Math.PI / 180;
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** East, north, up. */
function direction(zenith: number, azimuth: number): Vector {
  const sin = Math.sin(zenith * radians);
  return [sin * Math.sin(azimuth * radians), sin * Math.cos(azimuth * radians), Math.cos(zenith * radians)];
}

describe("scatteringAngle", () => {
  it.each([
    ["the satellite before the sun", 35, 35, 0, 180],
    ["the mirror image of the sun", 35, 35, 180, 110],
    ["both at the zenith", 0, 0, 77, 180],
    ["the satellite at the zenith", 60, 0, 123, 120],
    ["the sun at the zenith", 0, 50, 10, 130],
    ["straight through at the horizon", 90, 90, 180, 0],
    ["across", 90, 45, 90, 90],
  ])("%s", (_, thetas, thetav, phi, expected) => {
    expect(scatteringAngle(thetas, thetav, phi)).toBeCloseTo(expected, 5);
  });

  it("is the angle between -s and v", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 90, noNaN: true }),
        fc.double({ min: 0, max: 80, noNaN: true }),
        fc.integer({ min: 0, max: 359 }),
        (ts, tv, phi) => {
          const s = direction(ts, 40);
          const v = direction(tv, 40 + phi);
          expect(cosScatteringAngle(ts, tv, phi)).toBeCloseTo(-dot(s, v), 10);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("rotateToMeridian", () => {
  function rotated(thetas: number, thetav: number, phi: number): Float32Array {
    const out = new Float32Array(2);
    rotateToMeridian(-1, thetas, thetav, phi, out, 0);
    return out;
  }

  it("gives light that vibrates across the plane of sun, pixel and satellite, in axes l and r with r x l = v", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 85, noNaN: true }),
        fc.double({ min: 1, max: 75, noNaN: true }),
        fc.integer({ min: 1, max: 359 }),
        (ts, tv, phi) => {
          fc.pre(scatteringAngle(ts, tv, phi) < 179);
          const [q, u] = rotated(ts, tv, phi) as unknown as [number, number];
          expect(Math.hypot(q, u)).toBeCloseTo(1, 5);
          const s = direction(ts, 0);
          const v = direction(tv, phi);
          // Along the meridian plane, downward; then across.
          const l = direction(tv + 90, phi);
          const r = cross(l, v);
          expect(dot(cross(r, l), v)).toBeCloseTo(1, 10);
          const chi = Math.atan2(u, q) / 2;
          const vibration: Vector = [0, 1, 2].map(
            (i) => Math.cos(chi) * l[i]! + Math.sin(chi) * r[i]!,
          ) as unknown as Vector;
          expect(dot(vibration, s)).toBeCloseTo(0, 5);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("has no U in the principal plane, and exactly none", () => {
    for (const phi of [0, 180, 360, -180]) {
      expect(rotated(30, 50, phi)[0]).toBe(-1);
      expect(Math.abs(rotated(30, 50, phi)[1]!)).toBe(0);
    }
  });

  it("is not defined straight backward, and gives no polarisation there", () => {
    expect([...rotated(30, 30, 0)].map(Math.abs)).toEqual([0, 0]);
  });
});
