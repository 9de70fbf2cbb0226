import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tasks } from "@atcs/dataset";
import { beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { verify } from "../../src/leaderboard/verify.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { readAbout, writeSubmission } from "./_support.ts";

const { python, reason } = findPython("sklearn", "numpy");
const script = readFileSync(new URL("_truth.py", import.meta.url), "utf8");
const folder = temporaryFolder();
const dataset = join(folder, "dataset");

interface Truth {
  readonly scores: Record<string, number>;
  readonly files: Record<string, string>;
}

describe.skipIf(python === undefined)(`scores and digests are those of numpy and scikit-learn ${reason}`, () => {
  beforeAll(() => writeSmallDataset(dataset, { ids: [0, 1, 2, 3, 4, 5, 6], training: 2, points: 9 }));

  test.each([["bin_seg_3d", [1, 4]], ...tasks.map((task) => [task, [0, 5]] as const)] as const)(
    "%s of bins %j",
    async (task, heightBins) => {
      const submission = join(folder, `${task}-${heightBins.join("-")}`);
      const threshold = task === "seg_3d" ? {} : { threshold: 0.45 };
      await writeSubmission(submission, dataset, { task, heightBins, errors: 0.3, ...threshold });
      const truth: Truth = JSON.parse(runPython(python!, script, [submission, dataset]));
      const { accepted, scores } = await verify({ submission, dataset });
      expect(accepted).toBe(true);
      const expected = Object.entries(truth.scores).map(([name, value]) => [name, expect.closeTo(value, 12)]);
      expect(scores).toMatchObject(Object.fromEntries(expected));
      expect(readAbout(submission).files).toEqual(truth.files);
    },
  );
});
