import { describe, expect, it } from "vitest";
import {
  cloudbowPhase,
  cloudReflectance,
  cloudTransmittance,
  escapeFunction,
  scaledThickness,
  thickReflectance,
} from "../../src/radiance/cloud.ts";

const escapes = escapeFunction(0.8) * escapeFunction(0.7);
const thick = thickReflectance(0.8, 0.7, 130);

describe("clouds", () => {
  it("reflect nothing when there are none, and near all when endless", () => {
    expect(cloudReflectance(0, thick, escapes)).toBe(0);
    expect(cloudTransmittance(0, 1)).toBe(1);
    expect(cloudReflectance(1e9, thick, escapes)).toBeCloseTo(thick, 6);
    expect(cloudTransmittance(1e9, 1)).toBeCloseTo(0, 6);
  });

  it("are near white when endless, with a mild dependence on the angles", () => {
    for (const mu0 of [0.3, 0.6, 1]) {
      for (const mu of [0.4, 0.7, 1]) {
        for (const theta of [60, 120, 180]) {
          expect(thickReflectance(mu0, mu, theta)).toBeGreaterThan(0.75);
          expect(thickReflectance(mu0, mu, theta)).toBeLessThan(1.35);
        }
      }
    }
  });

  it("follow the asymptotic theory when thick: thick - 4 K K / (3 (1 - g) tau)", () => {
    const tau = 2000;
    const expected = thick - (4 * escapes) / (3 * 0.15 * tau);
    expect(cloudReflectance(scaledThickness(tau, false), thick, escapes)).toBeCloseTo(expected, 3);
  });

  it("of ice reflect more than of drops of the same optical thickness", () => {
    expect(scaledThickness(5, true)).toBeGreaterThan(scaledThickness(5, false));
    expect(scaledThickness(10, false)).toBeCloseTo(1.125, 12);
  });

  it("neither gain nor lose light in the mean: reflectance and transmittance of diffuse light make 1", () => {
    const x = scaledThickness(8, false);
    expect(cloudTransmittance(x, 1) + x / (1 + x)).toBeCloseTo(1, 12);
  });

  it("have their bow near 142 degrees and a smaller one behind", () => {
    const angles = Array.from({ length: 181 }, (_, i) => i);
    const peaks = angles.filter(
      (a) => cloudbowPhase(a) > cloudbowPhase(a - 1) && cloudbowPhase(a) > cloudbowPhase(a + 1),
    );
    expect(peaks).toEqual([142, 153]);
    expect(cloudbowPhase(153)).toBeLessThan(cloudbowPhase(142) / 3);
  });
});
