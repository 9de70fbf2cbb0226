import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { expandRuns } from "../../src/sweep/expand-runs.ts";
import type { SweepOptions } from "../../src/sweep/types.ts";

const dataset = "data";
const options = { task: "bin_seg_3d", epochs: 3 } as const;

describe("the runs of a sweep", () => {
  test("over angles, with each seed", () => {
    const plan = expandRuns({ dataset, options, angles: [1, 16], seeds: [0, 7] });
    expect(plan.dataset).toBe(resolve(dataset));
    expect(plan.runs.map(({ name, variant, seed }) => [name, variant, seed])).toEqual([
      ["angles-01-seed-0", "angles-01", 0],
      ["angles-01-seed-7", "angles-01", 7],
      ["angles-16-seed-0", "angles-16", 0],
      ["angles-16-seed-7", "angles-16", 7],
    ]);
    const all = Array.from({ length: 16 }, (_, slot) => slot);
    expect(plan.runs[0]!.options).toEqual({ ...options, omitAngles: all.filter((slot) => slot !== 6) });
    expect(plan.runs[3]!.options).toEqual({ ...options, omitAngles: [] });
  });

  test("over bands, with one seed unless others are given", () => {
    const { runs } = expandRuns({ dataset, options, bands: ["tri1", "single_band_865_no_geom"] });
    expect(runs).toEqual([
      { name: "tri1-seed-0", variant: "tri1", seed: 0, options: { ...options, fields: "tri1" } },
      {
        name: "single_band_865_no_geom-seed-0",
        variant: "single_band_865_no_geom",
        seed: 0,
        options: { ...options, fields: "single_band_865_no_geom" },
      },
    ]);
  });

  test("as they are listed: own options go first, an own seed stays", () => {
    const wide = { name: "wide", options: { epochs: 9, baseWidth: 128 } };
    const { runs } = expandRuns({ dataset, options, seeds: [1, 2], runs: [wide, { name: "one", seed: 5 }] });
    expect(runs.map(({ name, seed }) => [name, seed])).toEqual([
      ["wide-seed-1", 1],
      ["wide-seed-2", 2],
      ["one", 5],
    ]);
    expect(runs[0]!.options).toEqual({ task: "bin_seg_3d", epochs: 9, baseWidth: 128 });
    expect(runs[2]!.options).toEqual(options);
  });

  test("a plan, as a file has it, gives itself", () => {
    const plan = expandRuns({ dataset, options, angles: [2, 4], seeds: [0, 1] });
    const stored = JSON.stringify(plan);
    expect(JSON.stringify(expandRuns(JSON.parse(stored) as SweepOptions))).toBe(stored);
  });
});

test("options of a variant may be in any order, and what is undefined is not there", () => {
  const { runs } = expandRuns({
    dataset,
    options: { ...options, patience: undefined },
    runs: [
      { name: "a", seed: 0, variant: "v", options: { baseWidth: 8, factor: 0.5 } },
      { name: "b", seed: 1, variant: "v", options: { factor: 0.5, baseWidth: 8 } },
    ],
  });
  expect(Object.keys(runs[0]!.options)).toEqual(["task", "epochs", "baseWidth", "factor"]);
});

describe("a sweep that cannot be", () => {
  test.each<[string, Partial<SweepOptions> | { [name: string]: unknown }, RegExp]>([
    ["over nothing", {}, /one of angles, bands and runs, not none/],
    ["over two things", { angles: [1], bands: ["tri1"] }, /not angles and bands/],
    ["no list", { angles: 4 }, /angles is 4: expected a list/],
    ["no run", { runs: [] }, /has 0 runs: expected from 1 to 1000/],
    ["too many runs", { runs: [{ name: "a" }], seeds: Array.from({ length: 1001 }, (_, i) => i) }, /has 1001 runs/],
    ["17 angles", { angles: [17] }, /number of angles is 17: expected an integer from 1 to 16/],
    ["the same number of angles twice", { angles: [4, 4] }, /two runs of the sweep are named angles-04-seed-0/],
    ["a scheme that there is not", { bands: ["tri9"] }, /run tri9-seed-0: there is no scheme of fields/],
    ["a seed that cannot be", { angles: [1], seeds: [-1] }, /one of seeds is -1/],
    ["a seed twice", { angles: [1], seeds: [1, 1] }, /seeds have 1 twice/],
    ["seeds that nothing takes", { runs: [{ name: "a", seed: 1 }], seeds: [1] }, /every run has one of its own/],
    ["an option that there is not", { angles: [1], options: { epoch: 3 } }, /no option "epoch"/],
    [
      "an option of one run that there is not",
      { runs: [{ name: "a", options: { epoch: 3 } }] },
      /run a-seed-0: .*"epoch"/,
    ],
    ["a value of another kind", { angles: [1], options: { epochs: "3" } }, /epochs is the text "3"/],
    ["omitAngles over angles", { angles: [1], options: { omitAngles: [0] } }, /omitAngles is given, but/],
    ["fields over bands", { bands: ["tri1"], options: { fields: "all" } }, /fields are given, but/],
    ["a seed among the options", { angles: [1], options: { seed: 1 } }, /options have "seed"/],
    ["a directory among the options", { runs: [{ name: "a", options: { out: "b" } }] }, /options of run 0 have "out"/],
    [
      "a name that leads elsewhere",
      { runs: [{ name: "../a" }] },
      /is named the text "\.\.\/a-seed-0": expected at most/,
    ],
    ["a name of two lines", { runs: [{ name: "a\nb", seed: 0 }] }, /is named/],
    ["no name", { runs: [{ seed: 0 }] }, /is named undefined/],
    [
      "names that differ in case alone",
      { runs: [{ name: "a" }, { name: "A" }] },
      /two runs of the sweep are named A-seed-0/,
    ],
    [
      "one variant with different options",
      { runs: [{ name: "a" }, { name: "b", variant: "a", options: { epochs: 2 } }] },
      /runs a-seed-0 and b-seed-0 are both of the variant a, but their options differ/,
    ],
    [
      "one variant twice with a seed",
      { runs: [{ name: "a" }, { name: "b", variant: "a" }] },
      /two runs of the variant a have the seed 0/,
    ],
    ["something else", { angles: [1], sedes: [1] }, /no option "sedes"/],
  ])("%s", (_name, wrong, message) => {
    expect(() => expandRuns({ dataset, ...wrong } as SweepOptions)).toThrow(message);
  });
});
