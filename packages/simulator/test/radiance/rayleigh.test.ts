import { describe, expect, it } from "vitest";
import { bandWavelengthsUm } from "../../src/radiance/bands.ts";
import {
  rayleighOpticalThickness,
  rayleighPhase,
  rayleighPolarisedPhase,
  relativePressure,
} from "../../src/radiance/rayleigh.ts";

describe("Rayleigh scattering", () => {
  // Sea level and 45 degrees north: Bodhaine et al. 1999, Journal of Atmospheric and Oceanic Technology 16, 1854, eq. 30.
  function bodhaine(wavelengthUm: number): number {
    const square = wavelengthUm ** 2;
    const above = 1.0455996 - 341.29061 / square - 0.9023085 * square;
    return (0.002152 * above) / (1 + 0.0027059889 / square - 85.968563 * square);
  }

  it.each(bandWavelengthsUm)("has the optical thickness of Bodhaine et al. at %f micrometres", (wavelength) => {
    expect(Math.abs(rayleighOpticalThickness(wavelength) / bodhaine(wavelength) - 1)).toBeLessThan(0.015);
  });

  it("is 0.236 thick at 443 nm", () => {
    expect(rayleighOpticalThickness(0.443)).toBeCloseTo(0.236, 3);
  });

  it("has a phase function of mean 1", () => {
    let sum = 0;
    const steps = 1000;
    for (let i = 0; i < steps; i++) sum += rayleighPhase(-1 + (2 * (i + 0.5)) / steps) / steps;
    expect(sum).toBeCloseTo(1, 5);
  });

  it("polarises most, but by depolarisation not fully, at a right angle", () => {
    // (1 - delta) / (1 + delta) with delta = 0.0279.
    expect(-rayleighPolarisedPhase(0) / rayleighPhase(0)).toBeCloseTo(0.9457, 4);
    expect(rayleighPolarisedPhase(1)).toBeCloseTo(0, 12);
    expect(rayleighPolarisedPhase(-1)).toBeCloseTo(0, 12);
  });

  it("has the pressure of a scale height of 8 km", () => {
    expect(relativePressure(0)).toBe(1);
    expect(relativePressure(8000)).toBeCloseTo(Math.exp(-1), 12);
  });
});
