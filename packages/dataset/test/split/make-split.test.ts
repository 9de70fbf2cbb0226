import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClassCounter } from "../../src/split/count-classes.ts";
import { makeSplit } from "../../src/split/make-split.ts";
import type { InstanceInfo } from "../../src/types.ts";

const info = (id: number, dateTime: string | undefined): InstanceInfo => ({
  id,
  inputPath: "a",
  outputPath: "b",
  dateTime,
  syncFile: undefined,
  parasolFile: undefined,
  cldclassFile: undefined,
  centerLat: undefined,
  centerLon: undefined,
  projection: "unknown",
});

describe("makeSplit", () => {
  test("keeps half orbits together and meets the ratio as nearly as they allow", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 30 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.nat(1000),
        (sizes, ratio, seed) => {
          const instances = sizes.flatMap((size, orbit) =>
            Array.from({ length: size }, (_, k) => info(orbit * 16 + k, `t${orbit}`)),
          );
          const { train, val } = makeSplit({ instances, ratio, seed });
          expect([...train, ...val].sort((a, b) => a - b)).toEqual(instances.map(({ id }) => id));
          const orbits = (ids: number[]): Set<number> => new Set(ids.map((id) => id >> 4));
          for (const orbit of orbits(train)) expect(orbits(val).has(orbit)).toBe(false);
          expect(train.length).toBeGreaterThan(0);
          expect(val.length).toBeGreaterThan(0);
          expect(Math.abs(train.length - ratio * instances.length)).toBeLessThanOrEqual(9);
          expect(makeSplit({ instances: [...instances].reverse(), ratio, seed })).toEqual({ train, val });
        },
      ),
      { numRuns: 60 },
    );
  });

  test("another seed is another split", () => {
    const instances = Array.from({ length: 40 }, (_, i) => info(i, `t${i}`));
    expect(makeSplit({ instances, seed: 1 })).not.toEqual(makeSplit({ instances, seed: 2 }));
  });

  test("refuses what cannot be", () => {
    expect(() => makeSplit({ instances: [], ratio: 1 })).toThrow(RangeError);
    expect(() => makeSplit({ instances: [], seed: -1 })).toThrow(RangeError);
    expect(() => makeSplit({ instances: [info(3, undefined)] })).toThrow(
      expect.objectContaining({ code: "DATASET_SPLIT", instanceId: 3 }),
    );
  });
});

test("classes are counted by bin, unknown bins are not", () => {
  const counter = new ClassCounter();
  counter.add({ count: 2, bins: 3, cloudScenario: Uint8Array.of(0, 1, 255, 0, 0, 8) });
  counter.add({ count: 1, bins: 3, cloudScenario: Uint8Array.of(0, 255, 0) });
  expect(counter.counts()).toEqual({
    classCounts: [5, 1, 0, 0, 0, 0, 0, 0, 1],
    classCountsPerBin: [
      [3, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 1, 0, 0, 0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0, 0, 0, 0, 1],
    ],
    cloudyPoints: 2,
    points: 3,
  });
});
