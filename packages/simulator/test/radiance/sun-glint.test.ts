import { describe, expect, it } from "vitest";
import { facetReflectance, fresnel } from "../../src/radiance/sun-glint.ts";

describe("sun glint", () => {
  it("is 1 / (4 s2) in the middle, sun and satellite at the zenith", () => {
    expect(facetReflectance(1, 1, -1, 5)).toBeCloseTo(1 / (4 * (0.003 + 0.00512 * 5)), 8);
  });

  it("spreads with the wind", () => {
    expect(facetReflectance(1, 1, -1, 2)).toBeGreaterThan(facetReflectance(1, 1, -1, 12));
    // Back to the sun: facets tilted by 37 degrees.
    expect(facetReflectance(0.8, 0.8, -1, 2)).toBeLessThan(facetReflectance(0.8, 0.8, -1, 12));
  });

  it("has the Fresnel reflectance of water: 2.1 % straight down, none along the plane at Brewster's angle", () => {
    expect(fresnel(-1, true)).toBeCloseTo((0.34 / 2.34) ** 2, 10);
    expect(fresnel(-1, false)).toBeCloseTo((0.34 / 2.34) ** 2, 10);
    const brewster = Math.atan(1.34);
    expect(fresnel(-Math.cos(2 * brewster), true)).toBeCloseTo(0, 12);
    expect(fresnel(1, true)).toBeCloseTo(1, 12);
  });
});
