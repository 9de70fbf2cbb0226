import { describe, expect, test } from "vitest";
import { GroupedScores, pointGroups } from "../../src/metrics/index.ts";

// Four points of two bins.
const truth = Uint8Array.of(0, 1, 0, 0, 2, 0, 255, 255);
const prediction = Float32Array.of(0, 1, 1, 0, 0, 0, 0, 0);

function scores(): GroupedScores<"bin_seg_3d"> {
  return new GroupedScores({ task: "bin_seg_3d", bins: 2 });
}

describe("GroupedScores", () => {
  const groups = {
    latitude: ["0..10", "-10..0", "0..10", "0..10"],
    season: ["summer", undefined, undefined, undefined],
    instance: "17",
  };
  const summary = scores().add({ truth, prediction }, groups).summary();

  test("every group has its scores", () => {
    expect(summary.overall).toMatchObject({ tp: 1, fp: 1, fn: 1, tn: 3, points: 3, unlabelled: 1 });
    expect(summary.groups.latitude?.["0..10"]).toMatchObject({ tp: 1, fp: 0, fn: 1, tn: 2, points: 2, unlabelled: 1 });
    expect(summary.groups.latitude?.["-10..0"]).toMatchObject({ tp: 0, fp: 1, fn: 0, tn: 1, points: 1 });
    expect(summary.groups.season?.summer).toMatchObject({ tp: 1, points: 1 });
    expect(summary.groups.instance?.["17"]).toEqual(summary.overall);
  });

  test("groups are sorted by number, then by text", () => {
    expect(Object.keys(summary.groups)).toEqual(["instance", "latitude", "season"]);
    expect(Object.keys(summary.groups.latitude ?? {})).toEqual(["-10..0", "0..10"]);
    const names = ["b", "10..20", "-90..-80", "a", "9..10"];
    const many = scores();
    for (const name of names) many.add({ truth, prediction }, { any: name });
    expect(Object.keys(many.summary().groups.any ?? {})).toEqual(["-90..-80", "9..10", "10..20", "a", "b"]);
  });

  test("any text is a name", () => {
    const back = GroupedScores.fromJSON(
      JSON.parse(JSON.stringify(scores().add({ truth, prediction }, { ["__proto__"]: "constructor" }))),
    );
    expect(Object.keys(back.summary().groups)).toEqual(["__proto__"]);
  });

  test("a group that is not of every point is refused, and nothing counted", () => {
    const board = scores();
    expect(() => board.add({ truth, prediction }, { latitude: ["0..10"] })).toThrow(RangeError);
    expect(() => board.add({ truth, prediction }, { latitude: 7 as never })).toThrow(TypeError);
    expect(() => board.add({ truth, prediction }, { latitude: [1, 2, 3, 4] as never })).toThrow(TypeError);
    expect(() => board.add({ truth, prediction }, null as never)).toThrow(TypeError);
    expect(board.summary()).toEqual(scores().summary());
  });

  test("scores of something else are not merged", () => {
    const other = new GroupedScores({ task: "bin_seg_3d", bins: 2, threshold: 0.6 });
    expect(() => scores().merge(other)).toThrow(RangeError);
  });

  const good = scores().add({ truth, prediction }, groups).toJSON();
  test.each([
    ["nothing", undefined],
    ["no groups", { ...good, groups: undefined }],
    ["no counts", { ...good, groups: { latitude: { "0..10": null } } }],
    ["no groups of a break-down", { ...good, groups: { latitude: null } }],
    ["no overall counts", { ...good, overall: {} }],
  ])("damaged JSON is refused: %s", (_, json) => {
    expect(() => GroupedScores.fromJSON(json as never)).toThrow(
      expect.objectContaining({ name: "DatasetError", code: "DATASET_PREDICTIONS" }),
    );
  });
});

test("with pointGroups", () => {
  const groups = pointGroups({ truth, bins: 2, lat: [1, 2, 3, 4], views: [13, 13, 14, 14] });
  const summary = scores().add({ truth, prediction }, groups).summary();
  expect(Object.keys(summary.groups)).toEqual(["cloudType", "latitude", "layers", "views"]);
  expect(Object.keys(summary.groups.cloudType ?? {})).toEqual(["altostratus", "cirrus", "no cloud"]);
  expect(summary.groups.cloudType?.altostratus).toMatchObject({ fn: 1, cloud_mask_accuracy: 0 });
});
