import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixtureJson } from "../../../../test/support/fixtures.ts";
import { ShapeError, ValueError } from "../../src/errors.ts";
import {
  cloudBaseHeight,
  cloudLayerCount,
  cloudTopHeight,
  highestCloudyBin,
  labelledProfiles,
} from "../../src/labels/cloud-layers.ts";
import { decodeCloudScenario } from "../../src/labels/decode-cloud-scenario.ts";
import { cloudSatBinCount } from "../../src/labels/height-bins.ts";
import type { Numbers } from "../../src/types.ts";

const height = Int16Array.of(960, 720, 480, 240, 0);
const u = 255;

describe("by hand, five bins", () => {
  test.each([
    ["clear", [0, 0, 0, 0, 0], 1, -1, -9999, -9999, 0],
    ["all unknown", [u, u, u, u, u], 0, -1, -9999, -9999, -1],
    ["one layer", [0, 1, 1, 0, 0], 1, 1, 720, 480, 1],
    ["two layers", [1, 0, 0, 6, 0], 1, 0, 960, 240, 2],
    ["three layers", [1, 0, 6, 0, 4], 1, 0, 960, 0, 3],
    ["full", [8, 8, 8, 8, 8], 1, 0, 960, 0, 1],
    ["types that touch are one layer", [0, 2, 7, 0, 0], 1, 1, 720, 480, 1],
    ["unknown above", [u, u, 5, 5, 0], 1, 2, 480, 240, 1],
    ["unknown between does not part", [0, 3, u, 3, 0], 1, 1, 720, 240, 1],
    ["unknown beside clear does not join", [3, u, 0, u, 3], 1, 0, 960, 0, 2],
    ["unknown and clear", [u, 0, u, u, u], 1, -1, -9999, -9999, 0],
  ])("%s", (_, types, labelled, bin, top, base, layers) => {
    expect([...labelledProfiles(types, 5)]).toEqual([labelled]);
    expect([...highestCloudyBin(types, 5)]).toEqual([bin]);
    expect([...cloudTopHeight(types, height, 5)]).toEqual([top]);
    expect([...cloudBaseHeight(types, height, 5)]).toEqual([base]);
    expect([...cloudLayerCount(types, 5)]).toEqual([layers]);
  });
});

test("every profile has its own heights", () => {
  const types = Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0);
  const heights = Int16Array.of(900, 600, 300, 905, 605, 305, 910, 610, 310);
  expect([...cloudTopHeight(types, heights, 3)]).toEqual([600, 305, -9999]);
  expect([...cloudBaseHeight(types, heights, 3)]).toEqual([300, 305, -9999]);
});

describe("heights that are missing", () => {
  const types = [0, 1, 0, 4, 0];

  test.each([-9999, -32768, 32767, -5001, 30001, Number.NaN])("%d in a clear bin does not matter", (missing) => {
    const heights = [missing, 720, missing, 240, missing];
    expect([...cloudTopHeight(types, heights, 5)]).toEqual([720]);
    expect([...cloudBaseHeight(types, heights, 5)]).toEqual([240]);
  });

  test.each([-9999, -32768, 32767, Number.NaN])("%d in a cloudy bin leaves top and base unknown", (missing) => {
    for (const bin of [1, 3]) {
      const heights = [960, 720, 480, 240, 0].with(bin, missing);
      expect([...cloudTopHeight(types, heights, 5)]).toEqual([-9999]);
      expect([...cloudBaseHeight(types, heights, 5)]).toEqual([-9999]);
    }
  });
});

test("the fixture's profiles", () => {
  const { cloud_scenario: profiles } = fixtureJson<{
    cloud_scenario: { raw: number[]; height_m: number[]; bins: (number[] | null)[] }[];
  }>("granules/expected.json");
  const heights = Int16Array.from(profiles.flatMap((profile) => profile.height_m));
  const { cloudScenario } = decodeCloudScenario(Int16Array.from(profiles.flatMap((profile) => profile.raw)));
  // Profile 33 is all fill. 135: cirrus in bins 51 to 57, and a lower cloud. 268: bins 36 to 99 without a gap.
  const cloudy = profiles.map(({ bins }) => bins.flatMap((bin, k) => (bin && bin[1]! > 0 ? [k] : [])));
  expect(cloudy.map((bins) => bins.length)).toEqual([0, 14, expect.any(Number)]);
  expect([...labelledProfiles(cloudScenario, cloudSatBinCount)]).toEqual([0, 1, 1]);
  expect([...highestCloudyBin(cloudScenario, cloudSatBinCount)]).toEqual([-1, 51, 36]);
  const at = (p: number, bin: number): number => profiles[p]!.height_m[bin]!;
  expect([...cloudTopHeight(cloudScenario, heights, cloudSatBinCount)]).toEqual([-9999, at(1, 51), at(2, 36)]);
  expect([...cloudBaseHeight(cloudScenario, heights, cloudSatBinCount)]).toEqual([
    -9999,
    at(1, cloudy[1]!.at(-1)!),
    at(2, cloudy[2]!.at(-1)!),
  ]);
  expect([...cloudLayerCount(cloudScenario, cloudSatBinCount)]).toEqual([-1, 2, 1]);
});

describe("what is no cloud type is refused", () => {
  const derive: Record<string, (types: Numbers, bins: number) => unknown> = {
    labelledProfiles,
    highestCloudyBin,
    cloudLayerCount,
    cloudTopHeight: (types, bins) => cloudTopHeight(types, [100, 0, 100, 0], bins),
    cloudBaseHeight: (types, bins) => cloudBaseHeight(types, [100, 0, 100, 0], bins),
  };

  test.each(Object.keys(derive))("%s", (name) => {
    for (const wrong of [9, -1, 10243, 254, 256, 1.5, Number.NaN, Number.POSITIVE_INFINITY, null, "1"]) {
      const types = [0, 1, wrong, u] as Numbers;
      expect(() => derive[name]!(types, 2)).toThrow(ValueError);
    }
    expect(() => derive[name]!(Int16Array.of(0, 1, 0, 10243), 2)).toThrow(
      "cloud type 10243 at element 3: expected 0 to 8, or 255; decode the words with decodeCloudScenario first",
    );
  });

  test.each(Object.keys(derive))("%s of what is no array", (name) => {
    expect(() => derive[name]!(null as unknown as Numbers, 2)).toThrow(TypeError);
    expect(() => derive[name]!([0, 1, 2, 3], undefined as unknown as number)).toThrow(TypeError);
  });
});

test("wrong shapes", () => {
  expect(() => cloudTopHeight([0, 1], [1, 2, 3], 2)).toThrow(ShapeError);
  expect(() => cloudTopHeight([0, 1], [1, 2, 3], 2)).toThrow(/the cloud scenario has 2 elements and the height 3/);
  expect(() => cloudBaseHeight([0, 1, 2], [1, 2, 3], 2)).toThrow(ShapeError);
  expect(() => cloudBaseHeight([0, 1], undefined as unknown as Numbers, 2)).toThrow(TypeError);
  for (const derive of [labelledProfiles, highestCloudyBin, cloudLayerCount]) {
    expect(() => derive([0, 1, 2], 2)).toThrow(ShapeError);
    expect(() => derive([], 2)).toThrow(ShapeError);
    expect(() => derive([0], 0)).toThrow(RangeError);
  }
});

describe("any profile of eight bins", () => {
  const profile = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 8, u), { minLength: 8, maxLength: 8 });
  const heights = Int16Array.from({ length: 8 }, (_, i) => 1000 - 100 * i);

  test("is the same upside down", () => {
    fc.assert(
      fc.property(profile, (types) => {
        const [turned, turnedHeights] = [types.toReversed(), heights.toReversed()];
        expect(cloudTopHeight(turned, turnedHeights, 8)).toEqual(cloudTopHeight(types, heights, 8));
        expect(cloudBaseHeight(turned, turnedHeights, 8)).toEqual(cloudBaseHeight(types, heights, 8));
        expect(cloudLayerCount(turned, 8)).toEqual(cloudLayerCount(types, 8));
      }),
    );
  });

  test("top, bin and layers agree", () => {
    fc.assert(
      fc.property(profile, (types) => {
        const bin = highestCloudyBin(types, 8)[0]!;
        const top = cloudTopHeight(types, heights, 8)[0]!;
        expect(top).toBe(bin < 0 ? -9999 : heights[bin]);
        expect(cloudBaseHeight(types, heights, 8)[0]!).toBeLessThanOrEqual(top);
        const runs = types
          .filter((type) => type !== u)
          .join("")
          .split("0")
          .filter(Boolean);
        expect(cloudLayerCount(types, 8)[0]).toBe(types.every((type) => type === u) ? -1 : runs.length);
      }),
    );
  });
});
