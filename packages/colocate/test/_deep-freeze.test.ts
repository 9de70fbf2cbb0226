import { expect, test } from "vitest";
import { deepFreeze } from "../src/_deep-freeze.ts";
import { cloudScenarioFlagNames, cloudTypes, unknownCloudType } from "../src/labels/cloud-types.ts";
import { usualHeightBins } from "../src/labels/height-bins.ts";
import { definePatch } from "../src/patches/patch.ts";
import {
  allTransforms,
  horizontalFlip,
  identityTransform,
  quarterTurn,
  verticalFlip,
} from "../src/transforms/transform.ts";

function isFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozen);
}

test("freezes what an object holds, too, and gives it back", () => {
  const value = { list: [{ name: "one" }], none: null };
  expect(deepFreeze(value)).toBe(value);
  expect(isFrozen(value.list[0])).toBe(true);
  expect(deepFreeze(7)).toBe(7);
});

test.each(
  Object.entries({
    allTransforms,
    cloudScenarioFlagNames,
    cloudTypes,
    horizontalFlip,
    identityTransform,
    quarterTurn,
    unknownCloudType,
    usualHeightBins,
    verticalFlip,
    window: definePatch({ centerLat: 0, centerLon: 180 }).window,
  }),
)("%s cannot be changed", (_, value) => {
  expect(isFrozen(value)).toBe(true);
});
