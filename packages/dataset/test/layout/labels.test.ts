import { describe, expect, test } from "vitest";
import { readLabels } from "../../src/layout/read-labels.ts";
import { writeLabels } from "../../src/layout/write-labels.ts";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import type { PickleValue } from "../../src/pickle/types.ts";
import { writePickle } from "../../src/pickle/write-pickle.ts";
import { smallLabels } from "../support/small-dataset.ts";

const options = { file: "5.pkl", instanceId: 5, extent: { height: 4, width: 4 } };
type Dict = Map<string, PickleValue>;

function stored(projection: "equirectangular" | "sinusoidal" = "equirectangular"): Dict {
  return readPickle(writePickle(writeLabels(5, smallLabels(5, { projection })))) as Dict;
}

describe.each(["equirectangular", "sinusoidal"] as const)("%s", (projection) => {
  test("labels come back as they were written", () => {
    const labels = smallLabels(5, { projection });
    const read = readLabels(stored(projection), options);
    const { corners, weights, ...own } = labels;
    expect(read).toMatchObject(projection === "sinusoidal" ? labels : own);
    const sums = Array.from({ length: 3 }, (_, p) => read.weights.slice(4 * p, 4 * p + 4).reduce((a, b) => a + b));
    for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
    expect([corners.length, weights.length]).toEqual([read.corners.length, read.weights.length]);
  });

  test("without points too", () => {
    const read = readLabels(
      readPickle(writePickle(writeLabels(5, smallLabels(5, { projection, points: 0 })))),
      options,
    );
    expect(read).toMatchObject({ count: 0, bins: 5 });
  });
});

test("any of numpy's types is read", () => {
  const dict = stored();
  const [rows] = dict.get("patch_idx") as unknown as [{ data: Float64Array }];
  dict.set("lat", { dtype: "float64", shape: [3], data: Float64Array.of(1, 2, 3) });
  dict.set("height", { dtype: "int64", shape: [3, 5], data: new BigInt64Array(15).fill(240n) });
  dict.set("instance_id", "5");
  const read = readLabels(dict as never, options);
  expect(Array.from(read.lat)).toEqual([1, 2, 3]);
  expect(read.height[14]).toBe(240);
  expect(read.positions![0]).toBe(rows.data[0]);
});

test("patch_idx may be one array", () => {
  const dict = stored();
  dict.set("patch_idx", { dtype: "float64", shape: [2, 3], data: Float64Array.of(0, 1, 2, 0.5, 1.5, 2.5) });
  expect(Array.from(readLabels(dict as never, options).positions!)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
});

test("flags that are not there are unknown", () => {
  const dict = stored();
  (dict.get("cloud_scenario") as unknown as Dict).delete("quality_flag");
  expect(readLabels(dict as never, options).flags.quality_flag[0]).toBe(255);
});

const float = (shape: number[], data: number[]): PickleValue => ({
  dtype: "float64",
  shape,
  data: Float64Array.from(data),
});

describe("errors name instance and file", () => {
  const cases: [string, (dict: Dict) => void, RegExp][] = [
    ["no lat", (dict) => dict.delete("lat"), /lat is missing/],
    ["lat of another length", (dict) => dict.set("lon", float([2], [1, 2])), /lon has the shape \(2\): expected \(3\)/],
    ["NaN in lat", (dict) => dict.set("lat", float([3], [1, Number.NaN, 2])), /lat is NaN at element 1/],
    ["another instance", (dict) => dict.set("instance_id", 6), /instance_id is 6: expected 5/],
    ["a text for time", (dict) => dict.set("time", "x"), /time is no array/],
    ["neither layout", (dict) => dict.delete("patch_idx"), /neither patch_idx nor corner_idx/],
    [
      "a position beyond the image",
      (dict) => dict.set("patch_idx", float([2, 3], [0, 1, 3.01, 0, 0, 0])),
      /the row of patch_idx is 3.01 at element 2: expected 0 to 3/,
    ],
    [
      "heights beyond int16",
      (dict) => dict.set("height", float([3, 5], new Array(15).fill(40000))),
      /height holds 40000/,
    ],
    [
      "a type that is none",
      (dict) =>
        (dict.get("cloud_scenario") as unknown as Dict).set("cloud_scenario", float([3, 5], new Array(15).fill(9))),
      /cloud type 9/,
    ],
    [
      "a type beyond a byte",
      (dict) =>
        (dict.get("cloud_scenario") as unknown as Dict).set("cloud_scenario", float([3, 5], new Array(15).fill(-9999))),
      /cloud_scenario is -9999 at element 0/,
    ],
  ];
  test.each(cases)("%s", (_, damage, message) => {
    const dict = stored();
    damage(dict);
    const read = (): unknown => readLabels(dict as never, options);
    expect(read).toThrow(expect.objectContaining({ code: "DATASET_INSTANCE", instanceId: 5, file: "5.pkl" }));
    expect(read).toThrow(message);
  });

  const cornerCases: [string, (dict: Dict) => void, RegExp][] = [
    [
      "a corner beyond the image",
      (dict) => dict.set("corner_idx", float([3, 4, 2], [0, 4, ...new Array(22).fill(0)])),
      /the column of corner 0 of point 0 is 4: expected 0 to 3/,
    ],
    ["weights", (dict) => dict.set("corner_weights", float([3, 4], new Array(12).fill(0.3))), /point 0 sum to 1.2/],
    ["NaN weights", (dict) => dict.set("corner_weights", float([3, 4], new Array(12).fill(Number.NaN))), /is NaN/],
  ];
  test.each(cornerCases)("%s", (_, damage, message) => {
    const dict = stored("sinusoidal");
    damage(dict);
    expect(() => readLabels(dict as never, options)).toThrow(message);
  });

  test("no dictionary", () => expect(() => readLabels([1], options)).toThrow(/is no dictionary/));
});
