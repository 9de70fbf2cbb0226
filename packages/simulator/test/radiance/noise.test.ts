import { seededRandom } from "@atcs/colocate";
import { describe, expect, it } from "vitest";
import { addInstrumentNoise, noiseLevel, normalNumbers } from "../../src/radiance/noise.ts";

describe("noise", () => {
  it("is 0.3 % and at least one count", () => {
    expect(noiseLevel(0)).toBe(1e-4);
    expect(noiseLevel(0.5)).toBeCloseTo(0.0015033, 6);
  });

  it("adds one draw to each number, sqrt(2) times as much to Q and U", () => {
    const radiances = new Float32Array(15).fill(0.2);
    addInstrumentNoise(radiances, () => 1);
    for (let band = 0; band < 9; band++) expect(radiances[band]).toBeCloseTo(0.2 + noiseLevel(0.2), 6);
    for (let k = 9; k < 15; k++) expect(radiances[k]).toBeCloseTo(0.2 + Math.SQRT2 * noiseLevel(0.2), 6);
  });

  it("has mean 0, variance 1 and the tails of a normal distribution, and repeats with the seed", () => {
    const normal = normalNumbers(seededRandom(4, "noise"));
    const draws = Array.from({ length: 20_000 }, normal);
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + x * x, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    expect(draws.filter((x) => Math.abs(x) < 1).length / draws.length).toBeCloseTo(0.6827, 1);
    const again = normalNumbers(seededRandom(4, "noise"));
    expect(draws.slice(0, 5)).toEqual([again(), again(), again(), again(), again()]);
  });

  it("takes a uniform 0", () => {
    expect(Math.abs(normalNumbers(() => 0)())).toBe(0);
  });
});
