import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scatteringAngle } from "../../src/radiance/scattering-geometry.ts";
import { simulateRadiances } from "../../src/radiance/simulate-radiances.ts";
import type { SurfaceReflection } from "../../src/radiance/types.ts";
import { type Layer, polarised, simulate, stackOf, surfaceOf } from "./support.ts";

const [i443, i490, i670, narrow, wide, i865, i910] = [0, 1, 3, 4, 5, 6, 7] as const;
const heights = [1000, 2000, 4000, 6000, 8000, 10_000, 13_000, 16_000];

function expectRising(values: readonly number[]): void {
  for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]!);
}

describe("a scene without clouds", () => {
  it("over black ground is blue, of the hand value of single scattering", () => {
    const radiances = simulate([40, 20, 90], [], surfaceOf(0));
    // tau = 0.236, Theta = acos(-0.7198): P = 1.1335; mu0 = 0.766, mu = 0.9397, M = 2.3696.
    const expected = ((0.766 * 1.1335) / (2 * (0.766 + 0.9397))) * (1 - Math.exp((-0.236 * 2.3696) / 2));
    expect(radiances[i443]).toBeCloseTo(expected, 3);
    expectRising([radiances[i865]!, radiances[i670]!, radiances[i490]!, radiances[i443]!]);
  });

  it("over bright ground reflects mu0 times the albedo where air is thin", () => {
    const radiances = simulate([40, 20, 90], [], surfaceOf(0.5));
    expect(radiances[i865]).toBeCloseTo(0.5 * Math.cos((40 * Math.PI) / 180), 1);
  });

  it("is dark without sun", () => {
    for (const thetas of [90, 110]) expect([...simulate([thetas, 20, 0], [])]).toEqual(new Array(15).fill(0));
  });

  it("glints over water only, in the mirror image of the sun", () => {
    const sea = surfaceOf(0.01, { isWater: true });
    const glint = simulate([30, 30, 180], [], sea)[i865]!;
    expect(glint).toBeGreaterThan(0.15);
    expect(simulate([30, 30, 0], [], sea)[i865]).toBeLessThan(0.03);
    expect(simulate([30, 60, 90], [], sea)[i865]).toBeLessThan(0.03);
    expect(simulate([30, 30, 180], [], surfaceOf(0.01))[i865]).toBeLessThan(0.03);
    const tilts = [10, 20, 30, 40, 50].map((thetav) => simulate([30, thetav, 180], [], sea)[i865]!);
    expect(Math.max(...tilts)).toBe(tilts[2]);
  });

  it("polarises across the scattering plane: Q negative and U 0 in the principal plane", () => {
    const radiances = simulate([40, 50, 180], [], surfaceOf(0));
    for (const k of [9, 11, 13]) expect(radiances[k]).toBeLessThan(0);
    for (const k of [10, 12, 14]) expect(Math.abs(radiances[k]!)).toBe(0);
    expect(polarised(radiances, 0) / radiances[i490]!).toBeGreaterThan(0.5);
  });
});

describe("a cloud", () => {
  it("of no optical thickness is not there", () => {
    const sea = surfaceOf(0.05, { isWater: true });
    const without = simulate([40, 30, 70], [], sea);
    const empty = simulate([40, 30, 70], [{ topM: 5000, tau: 0 }], sea);
    for (let k = 0; k < 15; k++) expect(empty[k]).toBeCloseTo(without[k]!, 3);
  });

  it("without end is white whatever is below", () => {
    for (const albedo of [0, 0.9]) {
      const radiances = simulate([30, 20, 90], [{ topM: 12_000, baseM: 1000, tau: 1e6, ice: true }], surfaceOf(albedo));
      expect(radiances[i865]! / Math.cos((30 * Math.PI) / 180)).toBeGreaterThan(0.9);
      expect(radiances[i865]! / Math.cos((30 * Math.PI) / 180)).toBeLessThan(1.15);
    }
  });

  it("is brighter the thicker it is", () => {
    expectRising(
      [0, 0.3, 1, 3, 10, 30, 100].map((tau) => simulate([35, 25, 60], [{ topM: 2000, tau }], surfaceOf(0.05))[i670]!),
    );
  });

  it.each([
    [20, 10, 30],
    [45, 55, 120],
    [70, 60, 200],
  ] as const)("has an oxygen ratio that rises with its height at %i, %i, %i", (...angles) => {
    const ratios = heights.map((topM) => {
      const radiances = simulate(angles, [{ topM, tau: 15 }]);
      return radiances[narrow]! / radiances[wide]!;
    });
    expectRising(ratios);
    expect(ratios[0]).toBeLessThan(0.6);
    expect(ratios.at(-1)).toBeGreaterThan(0.8);
  });

  it("that is thin and high mixes its oxygen ratio with that of what it lets through", () => {
    const ratioOf = (layers: readonly Layer[]): number => {
      const radiances = simulate([40, 30, 70], layers);
      return radiances[narrow]! / radiances[wide]!;
    };
    const low: Layer = { topM: 1500, tau: 10 };
    const cirrus = [0, 0.5, 2, 8, 60].map((tau): Layer => ({ topM: 11_000, tau, ice: true }));
    expectRising(cirrus.map((layer) => ratioOf([layer, low])));
    expect(ratioOf([cirrus[4]!, low])).toBeCloseTo(ratioOf([cirrus[4]!]), 1);
  });

  it("has less vapour above it the higher it is, and the less the drier the air", () => {
    const ratioOf = (topM: number, waterVapourKgM2: number): number => {
      const radiances = simulate([40, 30, 70], [{ topM, tau: 15 }], surfaceOf(0.1, { waterVapourKgM2 }));
      return radiances[i910]! / radiances[i865]!;
    };
    expectRising(heights.map((topM) => ratioOf(topM, 25)));
    expectRising([60, 25, 5, 0].map((vapour) => ratioOf(1000, vapour)));
  });

  it("has less polarised air above it the higher it is", () => {
    expect(scatteringAngle(50, 40, 120)).toBeLessThan(125);
    for (const ice of [false, true]) {
      const levels = heights.map((topM) => polarised(simulate([50, 40, 120], [{ topM, tau: 20, ice }]), 0));
      expectRising(levels.reverse());
    }
  });

  it("has a bow between 138 and 145 degrees when of drops, and none when of ice", () => {
    const views = Array.from({ length: 71 }, (_, thetav) => thetav);
    const profile = (ice: boolean): number[] =>
      views.map((thetav) => polarised(simulate([70, thetav, 0], [{ topM: 2000, tau: 10, ice }]), 2));
    const drops = profile(false);
    const angle = scatteringAngle(70, drops.indexOf(Math.max(...drops)), 0);
    expect(angle).toBeGreaterThan(138);
    expect(angle).toBeLessThan(145);
    expect(Math.max(...drops)).toBeGreaterThan(5 * profile(true)[views.indexOf(32)]!);
    expectRising(profile(true).reverse());
  });

  it("has a bow that saturates with its optical thickness and shows under thin cirrus", () => {
    const bow = (layers: readonly Layer[]): number => polarised(simulate([38, 0, 0], layers), 2);
    expectRising([0.1, 0.5, 1, 2, 4].map((tau) => bow([{ topM: 1500, tau }])));
    expect(bow([{ topM: 1500, tau: 50 }]) / bow([{ topM: 1500, tau: 10 }])).toBeCloseTo(1, 2);
    const low: Layer = { topM: 1500, tau: 10 };
    const cirrus = [10, 1, 0.3, 0].map((tau) => bow([{ topM: 11_000, tau, ice: true }, low]));
    expectRising(cirrus);
    expect(cirrus[0]).toBeLessThan(cirrus[3]! / 5);
  });
});

const layer: fc.Arbitrary<Layer> = fc.record({
  topM: fc.double({ min: 0, max: 18_000, noNaN: true }),
  tau: fc.oneof(
    fc.constant(0),
    fc.double({ min: 0, max: 5, noNaN: true }),
    fc.double({ min: 0, max: 300, noNaN: true }),
  ),
  ice: fc.boolean(),
});
const layerStack = fc.array(layer, { maxLength: 4 }).map((layers) => [...layers].sort((a, b) => b.topM - a.topM));
const surface: fc.Arbitrary<SurfaceReflection> = fc.record({
  albedo: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => new Float64Array(9).fill(value)),
  isWater: fc.boolean(),
  windSpeed: fc.double({ min: 0, max: 25, noNaN: true }),
  altitudeM: fc.double({ min: -400, max: 8000, noNaN: true }),
  waterVapourKgM2: fc.double({ min: 0, max: 75, noNaN: true }),
});
// Sixty-fourths of a degree, so that 360 - phi is exact.
const phi = fc.integer({ min: 0, max: 360 * 64 }).map((n) => n / 64);
const angles = fc.tuple(fc.double({ min: 0, max: 95, noNaN: true }), fc.double({ min: 0, max: 75, noNaN: true }), phi);

describe("in any scene", () => {
  it("radiances are between 0 and 1.5 and hold their polarisation", () => {
    fc.assert(
      fc.property(angles, layerStack, surface, (view, layers, ground) => {
        const out = simulate(view, layers, ground);
        for (const value of out) expect(Number.isFinite(value)).toBe(true);
        for (let band = 0; band < 9; band++) {
          expect(out[band]).toBeGreaterThanOrEqual(0);
          expect(out[band]).toBeLessThan(1.5);
        }
        // One part in a million for the rounding of the output.
        for (const [k, band] of [i490, i670, i865].entries()) {
          expect(polarised(out, k as 0 | 1 | 2)).toBeLessThanOrEqual(out[band]! * 1.000001);
        }
        expect(out[narrow]).toBeLessThanOrEqual(out[wide]! * 1.000001);
      }),
      { numRuns: 1000 },
    );
  });

  it("the mirror image has the same I and Q and the opposite U, to the bit", () => {
    fc.assert(
      fc.property(angles, layerStack, surface, ([thetas, thetav, azimuth], layers, ground) => {
        const here = simulate([thetas, thetav, azimuth], layers, ground);
        const mirror = simulate([thetas, thetav, 360 - azimuth], layers, ground);
        // + 0 makes 0 of -0.
        const expected = here.map((value, k) => ([10, 12, 14].includes(k) ? -value + 0 : value));
        expect(mirror.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
      }),
      { numRuns: 300 },
    );
  });

  it("nothing beyond the fifteenth number is written", () => {
    const out = new Float32Array(17).fill(7);
    simulateRadiances({ thetas: 30, thetav: 30, phi: 30 }, stackOf([{ topM: 3000, tau: 3 }]), surfaceOf(0.1), out);
    expect([...out.subarray(15)]).toEqual([7, 7]);
  });
});

describe("what cannot be", () => {
  it.each([
    ["thetas is NaN", [Number.NaN, 0, 0], []],
    ["thetav is 90", [0, 90, 0], []],
    ["phi is Infinity", [0, 0, Number.POSITIVE_INFINITY], []],
    ["the optical thickness of layer 0 is NaN", [0, 0, 0], [{ topM: 1000, tau: Number.NaN }]],
    ["the optical thickness of layer 0 is -1", [0, 0, 0], [{ topM: 1000, tau: -1 }]],
    ["layer 0 reaches from 2000 to 1000 m", [0, 0, 0], [{ topM: 1000, baseM: 2000, tau: 1 }]],
    [
      "the top of layer 1 is above that of layer 0",
      [0, 0, 0],
      [
        { topM: 1000, tau: 1 },
        { topM: 2000, tau: 1 },
      ],
    ],
  ] as [string, [number, number, number], Layer[]][])("%s", (message, view, layers) => {
    expect(() => simulate(view, layers)).toThrow(RangeError);
    expect(() => simulate(view, layers)).toThrow(message);
  });

  it.each([
    ["the albedo of band 0 is 1.1", surfaceOf(1.1)],
    ["the wind speed is -1", surfaceOf(0, { windSpeed: -1 })],
    ["the surface's altitude is NaN", surfaceOf(0, { altitudeM: Number.NaN })],
    ["the surface's altitude is -6000000", surfaceOf(0, { altitudeM: -6e6 })],
    ["the water vapour is -2", surfaceOf(0, { waterVapourKgM2: -2 })],
  ])("%s", (message, ground) => {
    expect(() => simulate([0, 0, 0], [], ground)).toThrow(message);
  });

  it("is an out that is too short, and more layers than slots", () => {
    const geometry = { thetas: 0, thetav: 0, phi: 0 };
    expect(() => simulateRadiances(geometry, stackOf([]), surfaceOf(0), new Float32Array(14))).toThrow("out has 14");
    const stack = stackOf([]);
    stack.count = 5;
    expect(() => simulateRadiances(geometry, stack, surfaceOf(0), new Float32Array(15))).toThrow("counts 5 layers");
    stack.count = 1.5;
    expect(() => simulateRadiances(geometry, stack, surfaceOf(0), new Float32Array(15))).toThrow("counts 1.5 layers");
    const odd = stackOf([{ topM: 1000, tau: 1 }]);
    odd.ice[0] = 2;
    expect(() => simulateRadiances(geometry, odd, surfaceOf(0), new Float32Array(15))).toThrow("ice of layer 0 is 2");
  });
});
