import { expect, test } from "vitest";
import { colocationJson } from "../../src/colocate/json.ts";
import { jsonText } from "../../src/format/json.ts";
import { colocation } from "../support/colocation.ts";

function printed(withProfiles: boolean, changes: Partial<typeof colocation> = {}): { profiles?: unknown[] } {
  return JSON.parse([...jsonText(colocationJson({ ...colocation, ...changes }, withProfiles))].join(""));
}

test("what is not there is null", () => {
  expect(printed(true).profiles).toEqual([
    {
      index: 0,
      lat: 10,
      lon: -179.99,
      enclosed: true,
      corners: [
        [1440, 49],
        [1440, 50],
        [1441, 49],
        [1441, 50],
      ],
      distances_m: [3000, 4000, 5000, 6000],
      weights: [0.4, 0.3, 0.2, 0.1],
    },
    {
      index: 1,
      lat: 10.04512,
      lon: 179.98764,
      enclosed: false,
      corners: [[1439, 6430], [1439, 50], [1440, 6430], null],
      distances_m: [1000, 2000, 3000, null],
      weights: null,
    },
    {
      index: 2,
      lat: null,
      lon: null,
      enclosed: false,
      corners: [null, null, null, null],
      distances_m: [null, null, null, null],
      weights: null,
    },
  ]);
});

test("time differences are there with a sync granule that has them", () => {
  const { profiles } = printed(true, { timeDifferenceSec: Float32Array.of(-150, Number.NaN, 3) });
  expect(profiles).toMatchObject([{ time_difference_s: -150 }, { time_difference_s: null }, { time_difference_s: 3 }]);
});

test("the summary alone, with its warnings", () => {
  expect(printed(false)).toEqual({ summary: colocation.summary });
});
