import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { expandRuns } from "../../src/sweep/expand-runs.ts";
import { planSweep } from "../../src/sweep/plan-sweep.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { smallSweep } from "./support.ts";

const dataset = join(temporaryFolder(), "dataset");
const sweep = { ...smallSweep, dataset };

beforeAll(() => writeSmallDataset(dataset));

describe("planning a sweep", () => {
  test("gives the list of its runs", async () => {
    expect(await planSweep(sweep)).toEqual(expandRuns(sweep));
  });

  test.each([
    ["no dataset", { dataset: `${dataset}0` }, "DATASET_NOT_FOUND"],
    ["no split", { options: { ...smallSweep.options, split: "fold3" } }, "DATASET_SPLIT"],
    ["bands that the dataset lacks", { options: {}, angles: undefined, bands: ["tri1"] }, "DATASET_FIELDS"],
  ])("says at once what no run can do without: %s", async (_name, change, code) => {
    await expect(planSweep({ ...sweep, ...change })).rejects.toMatchObject({ code });
  });

  test("ends with its signal", async () => {
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(planSweep(sweep, { signal })).rejects.toThrow("stop");
  });
});
