import { expect, test } from "vitest";
import { groupEntries, type LeaderboardEntry } from "../../src/leaderboard/groups.ts";

function entry(name: string, scores: LeaderboardEntry["scores"], settings: object = {}): LeaderboardEntry {
  const usual = { task: "bin_seg_3d", heightBins: [0, 5], split: "default", subset: "val", fingerprint: "ab" } as const;
  return {
    about: { name },
    settings: { ...usual, threshold: 0.5, model: { name: "m" }, ...settings },
    scores,
    evaluation: null,
  };
}

const names = (entries: readonly LeaderboardEntry[], metric: string): string[][] =>
  groupEntries(entries, metric).map((group) => group.entries.map(({ about }) => about.name));

test("the best comes first, what has no score last, equal ones by name", () => {
  const [a, b, c, d] = [0.5, 0.7, null, 0.5].map((value, i) =>
    entry("dabc"[i]!, { dice: value, cloud_top_height_bin_offset: value }),
  ) as [LeaderboardEntry, LeaderboardEntry, LeaderboardEntry, LeaderboardEntry];
  expect(names([a, b, c, d], "dice")).toEqual([["a", "c", "d", "b"]]);
  expect(names([d, c, b, a], "cloud_top_height_bin_offset")).toEqual([["c", "d", "a", "b"]]);
});

test.each([
  ["task", { task: "seg_3d" }],
  ["height bins", { heightBins: [1, 5] }],
  ["split", { split: "fold2" }],
  ["subset", { subset: "all" }],
  ["dataset", { fingerprint: "cd" }],
])("submissions of another %s are not compared", (_name, other) => {
  const all = [entry("a", { dice: 0.1 }), entry("b", { dice: 0.2 }, other), entry("c", { dice: 0.3 })];
  expect(names(all, "dice").sort()).toEqual([["b"], ["c", "a"]]);
});

test("thresholds and models may differ", () => {
  const all = [entry("a", { dice: 0.1 }, { threshold: 0.1 }), entry("b", { dice: 0.2 }, { model: { name: "n" } })];
  expect(names(all, "dice")).toEqual([["b", "a"]]);
});

test("a score that a task does not have is replaced by Dice", () => {
  const [group] = groupEntries([entry("a", { iou: 0.2, dice: 0.1 })], "cloud_scenario_accuracy");
  expect([group!.metric.name, group!.others.map(({ name }) => name)]).toEqual(["dice", ["iou"]]);
});
