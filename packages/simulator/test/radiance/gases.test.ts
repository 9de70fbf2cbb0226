import { describe, expect, it } from "vitest";
import { narrowOxygenTransmittance, vapourTransmittance, wideOxygenTransmittance } from "../../src/radiance/gases.ts";
import { relativePressure } from "../../src/radiance/rayleigh.ts";

function ratio(altitudeM: number, airMass: number): number {
  const wide = wideOxygenTransmittance(relativePressure(altitudeM), Math.sqrt(airMass));
  return narrowOxygenTransmittance(wide) / wide;
}

describe("gases", () => {
  it.each([2, 2.5, 4, 5.8])("keep the oxygen ratio in POLDER's range at an air mass of %f", (airMass) => {
    expect(ratio(0, airMass)).toBeGreaterThan(0.33);
    expect(ratio(0, airMass)).toBeLessThan(0.6);
    for (const high of [9000, 12_000, 15_000]) {
      expect(ratio(high, airMass)).toBeGreaterThan(0.69);
      expect(ratio(high, airMass)).toBeLessThan(0.95);
    }
  });

  it("leave all light that has no gas above", () => {
    expect(wideOxygenTransmittance(0, 2)).toBe(1);
    expect(narrowOxygenTransmittance(1)).toBe(1);
    expect(vapourTransmittance(0, 10)).toBe(1);
    expect(vapourTransmittance(1, 0)).toBe(1);
  });

  it("have the vapour below 2 km", () => {
    const slant = Math.sqrt(2.5 * 25);
    expect(vapourTransmittance(1, slant)).toBeCloseTo(Math.exp(-0.03 * slant), 12);
    // At 2 km one e-fold of the column is left, that is a root of exp(-1/2).
    expect(Math.log(vapourTransmittance(relativePressure(2000), slant))).toBeCloseTo(
      -0.03 * slant * Math.exp(-0.5),
      12,
    );
  });
});
