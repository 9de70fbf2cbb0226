import { AtcsDataset, resolveFields } from "@atcs/dataset";
import { effectiveNumberWeights, taskClassCounts } from "@atcs/models";
import { expect, test } from "vitest";
import { runMeanings } from "../../src/train/run-meanings.ts";
import { atcs, testFolder } from "../dataset/support.ts";
import { runConfig } from "./support.ts";

const { writeDataset } = testFolder("meanings");
const tools = { AtcsDataset, resolveFields, effectiveNumberWeights, taskClassCounts };
const { signal } = new AbortController();
const meaningsOf = (path: string, split: string) =>
  runMeanings({ ...runConfig, dataset: { ...runConfig.dataset, split, heightBins: [1, 4] } }, path, tools, signal);

test("a scheme is its fields", () => {
  const fields = meaningsOf("nowhere", "default").fieldsOf("tri1");
  expect(fields.length).toBeGreaterThan(0);
  expect(fields).toEqual(resolveFields("tri1").map(({ name }) => name));
});

test("class weights are those of the split's training set, over the height bins of the run", async () => {
  const path = writeDataset();
  expect((await atcs("split", path, "--name", "counted")).code).toBe(0);
  const weights = await meaningsOf(path, "counted").effectiveWeights();
  await using data = await AtcsDataset.open(path, { split: "counted", subset: "train", normalize: false });
  const perBin = data.split!.trainCounts!.classCountsPerBin.slice(1, 4);
  const clear = perBin.reduce((sum, counts) => sum + counts[0]!, 0);
  const cloudy = perBin.reduce((sum, [, ...clouds]) => sum + clouds.reduce((a, b) => a + b, 0), 0);
  expect(weights).toEqual(effectiveNumberWeights([clear, cloudy]));
  // Without counts they are those of the run: the split is another one, which the trainer tells.
  expect(await meaningsOf(path, "default").effectiveWeights()).toBe(runConfig.loss.classWeights);
});
