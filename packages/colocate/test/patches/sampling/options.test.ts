import { describe, expect, it } from "vitest";
import { resolveSampling, type SamplingOptions } from "../../../src/patches/sampling/options.ts";

const random = () => 0.5;

describe("resolveSampling", () => {
  it("has the defaults of the dataset", () => {
    expect(resolveSampling({ random })).toMatchObject({
      projection: "equirectangular",
      size: 100,
      minValidFraction: 1,
      minLabels: 50,
      nadirPadding: 10,
      samplesPerGranule: 16,
      latRange: [-60, 60],
      sampling: "area",
      grid: { rows: 3240 },
      valid: undefined,
    });
  });

  it("has the default of an option that is there but undefined", () => {
    const { random: _, ...defaults } = resolveSampling({ random });
    const unset = Object.fromEntries(Object.keys(defaults).map((name) => [name, undefined]));
    expect(Object.keys(unset)).toContain("maxDistanceM");
    expect(resolveSampling({ ...unset, random })).toMatchObject(defaults);
  });

  it.each<[object, typeof RangeError | typeof TypeError, string]>([
    [{ random: 7 }, TypeError, "random must be a function, got 7"],
    [
      { projection: "mercator" },
      TypeError,
      'projection must be equirectangular or sinusoidal, got the text "mercator"',
    ],
    [{ sampling: "even" }, TypeError, 'sampling must be area or track, got the text "even"'],
    [{ maxDistanceM: 500_001 }, RangeError, "maxDistanceM must be above 0 and at most 500000, got 500001"],
    [{ size: 1 }, RangeError, "size must be an integer from 2 to 3240, got 1"],
    [{ minLabels: -1 }, RangeError, "minLabels must be an integer of at least 0, got -1"],
    [{ minLabels: Number.NaN }, RangeError, "minLabels"],
    [{ samplesPerGranule: 1.5 }, RangeError, "samplesPerGranule"],
    [{ attemptsPerSample: 0 }, RangeError, "attemptsPerSample must be an integer of at least 1, got 0"],
    [{ minValidFraction: 1.1 }, RangeError, "minValidFraction must be a number from 0 to 1, got 1.1"],
    [{ minValidFraction: Number.NaN }, RangeError, "minValidFraction"],
    [{ nadirPadding: 50 }, RangeError, "nadirPadding must be a number from 0 to 49.5 for a size of 100, got 50"],
    [{ nadirPadding: 49.5, projection: "sinusoidal" }, RangeError, "from 0 to 49 "],
    [{ latRange: [10, -10] }, RangeError, "latRange must be two latitudes from -90 to 90, south first, got 10 and -10"],
    [{ latRange: [-91, 0] }, RangeError, "latRange"],
    [{ latRange: [Number.NaN, 0] }, RangeError, "latRange"],
  ])("refuses %j", (change, kind, message) => {
    const resolve = () => resolveSampling({ random, ...change } as SamplingOptions);
    expect(resolve).toThrow(kind);
    expect(resolve).toThrow(message);
  });
});
