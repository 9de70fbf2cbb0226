import { describe, expect, test } from "vitest";
import { ScoreBoard } from "../../src/metrics/score-board.ts";
import { tasks } from "../../src/tasks.ts";

/** Rows of the height bins of a label point. */
const rows = (...points: number[][]): number[] => points.flat();

// Five points of four bins, from the top.
const truth = Uint8Array.from(
  rows(
    [0, 1, 1, 0], // cirrus
    [0, 0, 0, 0], // clear
    [0, 255, 5, 5], // stratocumulus, a bin unknown
    [0, 0, 0, 8], // deep convection in the lowest bin
    [255, 255, 255, 255], // unknown
  ),
);
const heights = Int16Array.from(
  rows(
    [4000, 3000, 2000, 1000],
    [4000, 3000, 2000, 1000],
    [4010, 3010, 2020, 1000],
    [4000, -9999, 2000, 1000],
    [4000, 3000, 2000, 1000],
  ),
);

describe("bin_seg_3d, by hand", () => {
  const prediction = Float32Array.from(
    rows(
      [0.9, 0.9, 0.2, 0.1], // fp tp fn tn; top in bin 0 for 1: off by 1 bin, 1000 m
      [0.1, 0.2, 0.3, 0.5], // tn x 4: 0.5 is not greater than 0.5
      [0.0, 1.0, 0.4, 0.8], // tn, unknown, fn, tp; top in bin 3 for 2: off by 1 bin, 1020 m
      [0.1, 0.6, 0.1, 0.9], // tn fp tn tp; top in bin 1, without a height, for 3: off by 2 bins
      [1.0, 1.0, 1.0, 1.0],
    ),
  );
  const summary = new ScoreBoard({ task: "bin_seg_3d", bins: 4, firstBin: 10 })
    .add({ truth, prediction, heights })
    .summary();

  test("counts of the known bins, and what follows", () => {
    expect(summary).toMatchObject({ tp: 3, fp: 2, fn: 2, tn: 8, points: 4, unlabelled: 1 });
    expect(summary).toMatchObject({ precision: 3 / 5, recall: 3 / 5, dice: 6 / 10, iou: 3 / 7, accuracy: 11 / 15 });
  });

  test("columns", () => {
    expect(summary.cloud_mask_accuracy).toBe(1);
    expect(summary.cloud_top_height_bin_accuracy).toBe(1 / 4); // the clear one
    expect(summary.cloud_top_height_bin_offset).toBe((1 + 1 + 2) / 3);
    expect(summary.cloud_top_height_bin_offset_m).toBe((1000 + 1020) / 2);
    expect(summary).toMatchObject({ cloudyInBoth: 3, cloudyInBothWithHeights: 2 });
  });

  test("height bins have their numbers", () => {
    expect(summary.heightBins.map(({ bin, tp, fp, fn, tn, dice }) => [bin, tp, fp, fn, tn, dice])).toEqual([
      [10, 0, 1, 0, 3, 0],
      [11, 1, 1, 0, 1, 2 / 3],
      [12, 0, 0, 2, 2, 0],
      [13, 2, 0, 0, 2, 1],
    ]);
  });

  test("cloud types", () => {
    expect(summary.cloudTypes).toHaveLength(8);
    expect(summary.cloudTypes[0]).toEqual({ type: 1, name: "cirrus", tp: 1, fn: 1, recall: 0.5 });
    expect(summary.cloudTypes[1]).toEqual({ type: 2, name: "altostratus", tp: 0, fn: 0, recall: null });
    expect(summary.cloudTypes[7]).toEqual({ type: 8, name: "deep convection", tp: 1, fn: 0, recall: 1 });
  });

  test("what the task does not define is absent", () => {
    for (const name of ["classes", "mean", "confusionMatrix", "cloud_scenario_accuracy"]) {
      expect(summary).not.toHaveProperty(name);
    }
  });
});

describe("bin_seg_2d, by hand", () => {
  const prediction = Float32Array.of(0.9, 0.8, 0.2, 0.7, 1);
  const summary = new ScoreBoard({ task: "bin_seg_2d", bins: 4 }).add({ truth, prediction }).summary();

  test("columns", () => {
    expect(summary).toMatchObject({ tp: 2, fp: 1, fn: 1, tn: 0, points: 4, unlabelled: 1 });
    expect(summary).toMatchObject({ accuracy: 0.5, cloud_mask_accuracy: 0.5, dice: 4 / 6 });
  });

  test("cloud types are those at the top of the columns", () => {
    expect(summary.cloudTypes.filter(({ recall }) => recall !== null)).toEqual([
      { type: 1, name: "cirrus", tp: 1, fn: 0, recall: 1 },
      { type: 5, name: "stratocumulus", tp: 0, fn: 1, recall: 0 },
      { type: 8, name: "deep convection", tp: 1, fn: 0, recall: 1 },
    ]);
    const two = new ScoreBoard({ task: "bin_seg_2d", bins: 3 });
    two.add({ truth: Uint8Array.of(0, 6, 1), prediction: Float32Array.of(1) });
    expect(two.summary().cloudTypes.filter(({ tp }) => tp > 0)).toMatchObject([{ type: 6 }]);
  });

  test("what the task does not define is absent", () => {
    const names = Object.keys(summary).filter((name) => name.startsWith("cloud_"));
    expect(names).toEqual(["cloud_mask_accuracy"]);
    for (const name of ["classes", "mean", "confusionMatrix", "heightBins"]) expect(summary).not.toHaveProperty(name);
  });
});

describe("seg_3d, by hand", () => {
  const prediction = Uint8Array.from(
    rows(
      [0, 1, 2, 0], // right, right, wrong type, right; top right
      [0, 0, 0, 0],
      [0, 3, 0, 5], // right, unknown, missed, right; top in bin 3 for 2
      [0, 0, 0, 0], // missed
      [8, 8, 8, 8],
    ),
  );
  const summary = new ScoreBoard({ task: "seg_3d", bins: 4 }).add({ truth, prediction }).summary();

  test("cloud or no cloud", () => {
    expect(summary).toMatchObject({ tp: 3, fp: 0, fn: 2, tn: 10, points: 4, unlabelled: 1 });
    expect(summary).toMatchObject({ precision: 1, recall: 0.6, dice: 0.75, iou: 0.6, accuracy: 13 / 15 });
  });

  test("headline metrics", () => {
    expect(summary).toMatchObject({
      cloud_mask_accuracy: 3 / 4,
      cloud_scenario_accuracy: 12 / 15,
      cloud_top_height_bin_accuracy: 2 / 4,
      cloud_top_height_bin_offset: 1 / 2,
      cloud_top_height_bin_offset_m: null, // no heights were given
      cloudyInBoth: 2,
      cloudyInBothWithHeights: 0,
    });
  });

  test("classes, their mean, and the confusion matrix", () => {
    const { classes, mean, confusionMatrix } = summary;
    expect(confusionMatrix[0]).toEqual([10, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(confusionMatrix[1]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(confusionMatrix[5]).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(confusionMatrix[8]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(classes.map(({ tp, fp, fn, tn }) => [tp, fp, fn, tn])).toEqual([
      [10, 2, 0, 3],
      [1, 0, 1, 13],
      [0, 1, 0, 14],
      [0, 0, 0, 15],
      [0, 0, 0, 15],
      [1, 0, 1, 13],
      [0, 0, 0, 15],
      [0, 0, 0, 15],
      [0, 0, 1, 14],
    ]);
    expect(classes[1]).toMatchObject({ class: 1, name: "cirrus", precision: 1, recall: 0.5, iou: 0.5 });
    // Of altocumulus, stratus, cumulus and nimbostratus there are none, and none were found: their Dice is 1.
    expect(mean.dice).toBeCloseTo((20 / 22 + 2 / 3 + 0 + 1 + 1 + 2 / 3 + 1 + 1 + 0) / 9, 12);
    expect(mean.recall).toBeCloseTo((1 + 0.5 + 0.5 + 0) / 4, 12);
    expect(mean.precision).toBeCloseTo((10 / 12 + 1 + 0 + 1) / 4, 12);
  });

  test("height bins", () => {
    expect(summary.heightBins.map((bin) => bin.cloud_scenario_accuracy)).toEqual([1, 1, 2 / 4, 3 / 4]);
    expect(summary.heightBins.map((bin) => bin.dice)).toEqual([1, 1, 2 / 3, 2 / 3]);
  });
});

describe("without data", () => {
  test.each(tasks)("%s: every share is null, none is NaN", (task) => {
    const text = JSON.stringify(new ScoreBoard({ task, bins: 2 }).summary(), (_, value: unknown) =>
      Number.isNaN(value) ? "NaN" : value,
    );
    expect(text).not.toContain("NaN");
    expect(JSON.parse(text)).toMatchObject({ points: 0, dice: null, accuracy: null, cloud_mask_accuracy: null });
  });

  test("a bin that is never known has no Dice, one that is always clear has 1", () => {
    const scores = new ScoreBoard({ task: "bin_seg_3d", bins: 2 });
    scores.add({ truth: Uint8Array.of(255, 0), prediction: Float32Array.of(1, 0) });
    expect(scores.summary().heightBins.map(({ dice }) => dice)).toEqual([null, 1]);
  });

  test("an instance without label points adds nothing", () => {
    const scores = new ScoreBoard({ task: "seg_3d" });
    scores.add({ truth: new Uint8Array(0), prediction: new Uint8Array(0) });
    expect(scores.toJSON()).toEqual(new ScoreBoard({ task: "seg_3d" }).toJSON());
  });
});

test("a column is what is left of it without its unknown bins", () => {
  const scores = new ScoreBoard({ task: "bin_seg_3d", bins: 3 });
  scores.add({ truth: Uint8Array.of(255, 0, 0, 255, 4, 0), prediction: Float32Array.of(1, 0, 0, 1, 1, 0) });
  const summary = scores.summary();
  expect(summary).toMatchObject({ tp: 1, fp: 0, fn: 0, tn: 3, cloud_mask_accuracy: 1 });
  expect(summary).toMatchObject({ cloud_top_height_bin_accuracy: 1, cloud_top_height_bin_offset: 0 });
});

test("the threshold is compared in float32, as numpy does", () => {
  // The float32 that is nearest to 0.1 is greater than 0.1.
  const batch = { truth: Uint8Array.of(1), prediction: Float32Array.of(0.1) };
  expect(new ScoreBoard({ task: "bin_seg_2d", bins: 1, threshold: 0.1 }).add(batch).summary().tp).toBe(0);
  expect(new ScoreBoard({ task: "bin_seg_2d", bins: 1, threshold: 0.09 }).add(batch).summary().tp).toBe(1);
});

describe("JSON and merging", () => {
  const batch = { truth: Uint8Array.of(0, 2), prediction: Float32Array.of(0.9, 0.8), heights: Int16Array.of(500, 20) };
  const board = (): ScoreBoard<"bin_seg_3d"> => new ScoreBoard({ task: "bin_seg_3d", bins: 2, firstBin: 4 });

  test("there and back", () => {
    const scores = board().add(batch);
    const back = ScoreBoard.fromJSON(JSON.parse(JSON.stringify(scores)));
    expect(back.task).toBe("bin_seg_3d");
    expect(back.summary()).toEqual(scores.summary());
    expect(back.toJSON()).toEqual(scores.toJSON());
  });

  test("it holds whole numbers", () => {
    expect(board().add(batch).toJSON()).toMatchObject({
      version: 1,
      task: "bin_seg_3d",
      bins: 2,
      firstBin: 4,
      threshold: 0.5,
      points: { points: 1, maskTp: 1, topRight: 0, topOffsetBins: 1, topHeights: 1, topOffsetMetres: 480 },
    });
  });

  test("merging leaves the other as it is", () => {
    const a = board().add(batch);
    const b = board().add(batch);
    expect(a.merge(b).summary().points).toBe(2);
    expect(b.summary().points).toBe(1);
  });

  test.each([
    [{ task: "bin_seg_2d", bins: 2, firstBin: 4 }],
    [{ task: "bin_seg_3d", bins: 3, firstBin: 4 }],
    [{ task: "bin_seg_3d", bins: 2, firstBin: 5 }],
    [{ task: "bin_seg_3d", bins: 2, firstBin: 4, threshold: 0.4 }],
  ] as const)("others are refused: %o", (options) => {
    expect(() => (board() as ScoreBoard).merge(new ScoreBoard(options))).toThrow(RangeError);
  });

  const good = board().add(batch).toJSON();
  test.each([
    ["null", null],
    ["another version", { ...good, version: 2 }],
    ["another task", { ...good, task: "seg" }],
    ["no threshold", { ...good, threshold: null }],
    ["more bins than are there", { ...good, bins: 30_000 }],
    ["no table", { ...good, table: undefined }],
    ["a fraction", { ...good, table: good.table.map(() => 0.5) }],
    ["a negative count", { ...good, points: { ...good.points, topRight: -1 } }],
    ["a missing count", { ...good, points: { points: 1 } }],
  ])("damaged JSON is refused: %s", (_, json) => {
    expect(() => ScoreBoard.fromJSON(json as never)).toThrow(
      expect.objectContaining({ name: "DatasetError", code: "DATASET_PREDICTIONS" }),
    );
  });
});

test("options that are wrong", () => {
  expect(() => new ScoreBoard({ task: "seg" as "seg_3d" })).toThrow(TypeError);
  expect(() => new ScoreBoard(undefined as never)).toThrow(TypeError);
  expect(() => new ScoreBoard({ task: "seg_3d", bins: 0 })).toThrow(RangeError);
  expect(() => new ScoreBoard({ task: "seg_3d", firstBin: -1 })).toThrow(RangeError);
  for (const threshold of [-0.1, 1, Number.NaN]) {
    expect(() => new ScoreBoard({ task: "bin_seg_3d", threshold })).toThrow(RangeError);
  }
});
