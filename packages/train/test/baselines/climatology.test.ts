import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AtcsDataset, type ClassCounts, readNpy } from "@atcs/dataset";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { bestThreshold } from "../../src/baselines/best-threshold.ts";
import { climatology } from "../../src/baselines/climatology.ts";
import { predictClimatology } from "../../src/baselines/predict-climatology.ts";
import { smallFields, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
beforeAll(() => writeSmallDataset(at("dataset")));

const bin = (...counts: number[]): number[] => [...counts, ...new Array<number>(9 - counts.length).fill(0)];
const counts: ClassCounts = {
  classCounts: bin(18, 9, 5),
  classCountsPerBin: [bin(10), bin(2, 6, 0), bin(6, 3, 1), bin(), bin(0, 0, 4)],
  cloudyPoints: 6,
  points: 10,
};

describe("the climatology", () => {
  test("is the share of clouds in each bin, or the most frequent type", () => {
    const { values, best } = climatology(counts, "bin_seg_3d");
    expect(values).toEqual(Float32Array.of(0, 0.75, 0.4, 0, 1));
    // Bins 1 and 4: 10 of 14 clouds among 12 that are predicted; with bin 2 all 14 among 22.
    expect(best).toEqual({ dice: 28 / 36, threshold: Math.fround(0.4) / 2 });
    expect(climatology(counts, "seg_3d")).toEqual({
      task: "seg_3d",
      values: Uint8Array.of(0, 1, 0, 0, 2),
      best: undefined,
    });
    expect(climatology(counts, "bin_seg_3d", [1, 3]).values).toEqual(Float32Array.of(0.75, 0.4));
    expect(climatology(counts, "bin_seg_2d")).toMatchObject({ values: Float32Array.of(0.6), best: { dice: 12 / 16 } });
    expect(() => climatology(counts, "seg_3d", [1, 6])).toThrow(
      "heightBins is [1, 6]: expected a range within the 5 bins",
    );
    expect(() => climatology(counts, "bin_seg_2d", [1, 5])).toThrow(
      "heightBins is [1, 5]: expected all bins, for cloudy columns were counted over all",
    );
  });

  test("without any cloud, or any label", () => {
    const clear = { ...counts, classCountsPerBin: [bin(3), bin()] };
    expect(climatology(clear, "bin_seg_3d")).toMatchObject({
      values: Float32Array.of(0, 0),
      best: { threshold: 0.5, dice: 1 },
    });
  });

  test("no threshold has a greater Dice", () => {
    const count = fc.tuple(fc.nat(20), fc.nat(20));
    fc.assert(
      fc.property(fc.array(count, { minLength: 1, maxLength: 6 }), (bins) => {
        const groups = bins.map(([cloudy, clear]) => {
          const known = cloudy + clear;
          return { cloudy, known, probability: known === 0 ? 0 : Math.fround(cloudy / known) };
        });
        const diceAt = (threshold: number): number => {
          const predicted = groups.filter(({ probability }) => probability > threshold);
          const tp = predicted.reduce((sum, { cloudy }) => sum + cloudy, 0);
          const fp = predicted.reduce((sum, { cloudy, known }) => sum + known - cloudy, 0);
          const fn = groups.reduce((sum, { cloudy }) => sum + cloudy, 0) - tp;
          return tp + fp + fn === 0 ? 1 : (2 * tp) / (2 * tp + fp + fn);
        };
        const { threshold, dice } = bestThreshold(groups);
        expect(diceAt(threshold)).toBeCloseTo(dice, 12);
        for (const { probability } of groups) expect(diceAt(probability - 1e-9)).toBeLessThanOrEqual(dice + 1e-12);
      }),
    );
  });
});

describe("its predictions", () => {
  test("have the Dice that the counts promise, on the training set", async () => {
    const options = { dataset: at("dataset"), out: at("binary"), subset: "train", task: "bin_seg_3d" } as const;
    const { directory, instances, kept, climatology: made } = await predictClimatology(options);
    expect([instances, kept]).toEqual([5, 0]);
    await using data = await AtcsDataset.open(at("dataset"), {
      subset: "train",
      task: "bin_seg_3d",
      fields: smallFields,
    });
    const { threshold, dice } = made.best!;
    expect((await data.evaluate(directory, { threshold })).overall.dice).toBeCloseTo(dice, 12);
    const meta = JSON.parse(readFileSync(at("binary/meta.json"), "utf8"));
    expect(meta).toMatchObject({ model: { name: "climatology" }, threshold, heightBins: [0, 5], subset: "train" });
    expect(await predictClimatology(options)).toMatchObject({ kept: 5 });
  });

  test.each([
    [0, 5],
    [2, 4],
    [0, 1],
  ])("of columns of bins %i to %i have the Dice that they promise, on the training set", async (first, end) => {
    const settings = { subset: "train", task: "bin_seg_2d", heightBins: [first, end] } as const;
    const out = at(`columns-${first}-${end}`);
    const { climatology: made } = await predictClimatology({ dataset: at("dataset"), out, ...settings });
    await using data = await AtcsDataset.open(at("dataset"), { ...settings, normalize: false });
    const { threshold, dice } = made.best!;
    const { tp, fn, tn, fp, dice: found } = (await data.evaluate(out, { threshold })).overall;
    expect(found).toBeCloseTo(dice, 12);
    expect(made.values).toEqual(Float32Array.of((tp + fn) / (tp + fn + tn + fp)));
  });

  test("of types and of columns", async () => {
    await predictClimatology({ dataset: at("dataset"), out: at("types"), heightBins: [1, 4] });
    const { dtype, shape } = readNpy(readFileSync(at("types/6.npy")));
    expect([dtype, shape]).toEqual(["uint8", [4, 3]]);
    await predictClimatology({ dataset: at("dataset"), out: at("flat"), task: "bin_seg_2d" });
    const { data } = readNpy(readFileSync(at("flat/6.npy")));
    expect(new Set(data as Float32Array).size).toBe(1);
  });

  test.each<[object, string]>([
    [{ tasks: "seg_3d" }, 'predictClimatology has no option "tasks"'],
    [{ task: "seg" }, 'task is the text "seg": expected one of'],
    [{ subset: "test" }, 'subset is the text "test": expected one of'],
    [{ out: undefined }, "out is undefined: expected a directory"],
  ])("refuse wrong options: %j", async (options, message) => {
    const wrong = predictClimatology({ dataset: at("dataset"), out: at("none"), ...options });
    await expect(wrong).rejects.toThrow(TypeError);
    await expect(wrong).rejects.toThrow(message);
  });

  test("need a split with counts", async () => {
    await writeSmallDataset(at("unsplit"), { split: false });
    const none = predictClimatology({ dataset: at("unsplit"), out: at("none") });
    await expect(none).rejects.toMatchObject({ code: "DATASET_SPLIT" });
    const all = predictClimatology({ dataset: at("unsplit"), out: at("none"), subset: "all" });
    await expect(all).rejects.toMatchObject({ code: "TRAIN_DATASET" });
  });
});
