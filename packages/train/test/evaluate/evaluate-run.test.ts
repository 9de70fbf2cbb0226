import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AtcsDataset } from "@atcs/dataset";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { evaluateRun, evaluateRunWith } from "../../src/evaluate/evaluate-run.ts";
import { readReportContent } from "../../src/report/write-report.ts";
import { smallRun } from "../predict/support.ts";
import { localParts } from "../support/local-parts.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const run = join(folder, "run");

beforeAll(async () => {
  await writeSmallDataset(join(folder, "dataset"));
  await smallRun(join(folder, "dataset"), run, { epochs: 2, heightBins: [1, 5], threshold: 0.4 });
});

afterEach(() => vi.restoreAllMocks());

describe("a run", () => {
  test("is predicted, scored as the training scored it, and told in its report", async () => {
    const seen: [number, number, string][] = [];
    const onProgress = (...all: [number, number, string]): number => seen.push(all);
    const { evaluation, directory } = await evaluateRunWith({ run, onProgress }, localParts());
    expect(directory).toBe(join(run, "evaluation/val"));
    expect([...new Set(seen.map(([, , phase]) => phase))]).toEqual(["prediction", "scores"]);
    expect(seen.at(-1)).toEqual([2, 2, "scores"]);
    const lines = readFileSync(join(run, "metrics.jsonl"), "utf8").trim().split("\n");
    const best = lines.map((line) => JSON.parse(line)).findLast((line) => line.best);
    expect(evaluation.overall.dice).toBe(best.val.dice);
    expect(evaluation).toMatchObject({ heightBins: [1, 5], threshold: 0.4, model: { name: "single_pixel" } });
    const { evaluations } = await readReportContent(run);
    expect(evaluations[0]!.overall).toEqual(evaluation.overall);
    expect(evaluations[0]!.threshold).toBe(0.4);
  });

  test("can be evaluated on another subset, with other weights, elsewhere", async () => {
    const out = join(folder, "out");
    const { evaluation, directory } = await evaluateRunWith(
      { run, subset: "all", checkpoint: "last", out },
      localParts(),
    );
    expect(directory).toBe(out);
    expect(evaluation.instances).toHaveLength(7);
    expect(evaluation.model).toMatchObject({ checkpoint: "last.safetensors", epoch: 2 });
  });

  test("has its labels read for their fingerprint once", async () => {
    const fingerprint = vi.spyOn(AtcsDataset.prototype, "fingerprint");
    const { evaluation } = await evaluateRunWith({ run }, localParts());
    expect(fingerprint).toHaveBeenCalledTimes(1);
    expect(evaluation.fingerprint).toBe(await fingerprint.mock.results[0]!.value);
  });

  test("that is none, and wrong options, are told", async () => {
    await expect(evaluateRunWith({ run: folder }, localParts())).rejects.toMatchObject({ code: "TRAIN_RUN" });
    await expect(evaluateRun({ run, checkpoints: "last" } as object as { run: string })).rejects.toThrow(TypeError);
    await expect(evaluateRun({ run: "" })).rejects.toThrow(TypeError);
  });
});
