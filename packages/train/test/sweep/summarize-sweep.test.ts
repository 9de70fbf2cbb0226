import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expandRuns } from "../../src/sweep/expand-runs.ts";
import { createSweep } from "../../src/sweep/plan-file.ts";
import { writeState } from "../../src/sweep/run-state.ts";
import { summarizeSweep } from "../../src/sweep/summarize-sweep.ts";
import type { SweepOptions } from "../../src/sweep/types.ts";
import { writeSweepSummary } from "../../src/sweep/write-summary.ts";
import { elements } from "../report/_elements.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { writeRun } from "./support.ts";

const folder = temporaryFolder();

/** A sweep whose runs have these Dice scores, by epoch; none of those that did not begin. */
async function write(
  name: string,
  options: Omit<SweepOptions, "dataset">,
  dices: readonly (readonly (number | null)[])[],
) {
  const plan = expandRuns({ dataset: "/data", ...options });
  const sweep = await createSweep(join(folder, name), plan);
  for (const [i, run] of plan.runs.entries()) {
    const own = dices[i] ?? [];
    if (own.length === 0) continue;
    writeRun(join(sweep, "runs", run.name), own);
    await writeState(sweep, { run, status: "complete", error: null });
  }
  return { sweep, plan };
}

describe("the summary of a sweep", () => {
  test("has the best epoch of each run, and how it spreads over the seeds", async () => {
    const dices = [[0.1, 0.3, 0.2], [0.5], [null, 0.4], []];
    const { sweep, plan } = await write("angles", { angles: [16, 1], seeds: [0, 1] }, dices);
    const summary = await summarizeSweep(sweep);
    expect(summary.isOverAngles).toBe(true);
    expect(summary.runs.map(({ name, status, epochs, seconds }) => [name, status, epochs, seconds])).toEqual([
      ["angles-16-seed-0", "complete", 3, 6],
      ["angles-16-seed-1", "complete", 1, 2],
      ["angles-01-seed-0", "complete", 2, 4],
      ["angles-01-seed-1", "waiting", 0, 0],
    ]);
    expect(summary.runs[0]!.best).toEqual({ epoch: 2, scores: { dice: 0.3, cloud_mask_accuracy: 0.75 } });
    expect(summary.runs[3]!.best).toBeNull();
    const [all, one] = summary.variants;
    expect(all).toMatchObject({ name: "angles-16", complete: 2, runs: 2, scores: { dice: { count: 2, mean: 0.4 } } });
    expect(all!.angles).toHaveLength(16);
    expect(all!.scores.dice!.standardDeviation).toBeCloseTo(Math.sqrt(0.02), 12);
    const alone = { count: 1, mean: 0.4, min: 0.4, max: 0.4, standardDeviation: null };
    expect(one).toMatchObject({ angles: [6], complete: 1, runs: 2, scores: { dice: alone } });
    await writeState(sweep, { run: plan.runs[3]!, status: "failed", error: { code: "TRAIN_LOSS", message: "NaN" } });
    expect((await summarizeSweep(sweep)).runs[3]).toMatchObject({ status: "failed", error: { message: "NaN" } });
  });

  test("does not count scores of runs that are not complete", async () => {
    const { sweep, plan } = await write("incomplete", { angles: [1, 2] }, [[0.1], [0.9]]);
    await writeState(sweep, { run: plan.runs[1]!, status: "started", error: null });
    const { variants, runs } = await summarizeSweep(sweep);
    expect(variants[1]).toMatchObject({ complete: 0, scores: {} });
    expect(runs[1]).toMatchObject({ status: "started", best: { scores: { dice: 0.9 } } });
  });

  test.each<[string, Omit<SweepOptions, "dataset">]>([
    ["bands", { bands: ["tri1", "tri2"] }],
    ["angles with something else", { runs: [{ name: "a", options: { omitAngles: [0], epochs: 3 } }, { name: "b" }] }],
    [
      "as many angles, but others",
      {
        runs: [
          { name: "a", options: { omitAngles: [0] } },
          { name: "b", options: { omitAngles: [1] } },
        ],
      },
    ],
    ["a single number of angles", { angles: [4] }],
  ])("knows what is no sweep over angles: %s", async (name, options) => {
    const { sweep } = await write(name, options, [[0.1], [0.2]]);
    expect((await summarizeSweep(sweep)).isOverAngles).toBe(false);
  });

  test("does not compare runs that saw other labels", async () => {
    const { sweep, plan } = await write("labels", { angles: [1, 2] }, [[0.1], [0.2]]);
    writeRun(join(sweep, "runs", plan.runs[1]!.name), [0.2], "cd34");
    const message = expect.stringMatching(/angles-01-seed-0 and angles-02-seed-0 were trained with other labels/);
    await expect(summarizeSweep(sweep)).rejects.toMatchObject({ code: "TRAIN_RUN", message });
  });

  test("misses the metrics of a run that is complete", async () => {
    const { sweep, plan } = await write("lost", { angles: [1, 2] }, [[0.1], [0.2]]);
    rmSync(join(sweep, "runs", plan.runs[0]!.name), { recursive: true });
    const message = expect.stringMatching(/complete, but there are no metrics.*states\/angles-01-seed-0\.json/);
    await expect(writeSweepSummary(sweep)).rejects.toMatchObject({ code: "TRAIN_RUN", message });
  });

  test("names metrics that are damaged", async () => {
    const { sweep, plan } = await write("metrics", { angles: [1, 2] }, [[0.1], [0.2]]);
    const file = join(sweep, "runs", plan.runs[0]!.name, "metrics.jsonl");
    const [line = ""] = readFileSync(file, "utf8").split("\n");
    const metrics = JSON.parse(line);
    writeFileSync(file, `${JSON.stringify({ ...metrics, val: { loss: 1, dice: 0.1 } })}\n`);
    await expect(summarizeSweep(sweep)).rejects.toMatchObject({ code: "TRAIN_RUN", file });
  });

  test("names a state that is damaged", async () => {
    const { sweep } = await write("state", { angles: [1, 2] }, [[0.1], [0.2]]);
    writeFileSync(join(sweep, "states", "angles-01-seed-0.json"), "{");
    const message = expect.stringMatching(
      /angles-01-seed-0\.json: it is no JSON.*remove it and runs\/angles-01-seed-0/,
    );
    await expect(summarizeSweep(sweep)).rejects.toMatchObject({ code: "TRAIN_RUN", message });
  });

  test("is written as JSON, as a table and as a drawing, the same bytes each time", async () => {
    const { sweep } = await write("written", { angles: [1, 4, 16], seeds: [0, 1] }, [
      [0.1],
      [0.2],
      [0.3],
      [0.4],
      [0.5],
      [0.5],
    ]);
    const summary = await writeSweepSummary(sweep);
    const files = (): string[] =>
      ["summary.json", "summary.md", "summary.svg"].map((name) => readFileSync(join(sweep, name), "utf8"));
    const [json, table, chart] = files();
    expect(JSON.parse(json!)).toEqual(summary);
    expect(table).toContain("| angles-04 | 4 | 2 | 0.350 ± 0.071 | 0.300 | 0.400 |");
    expect(elements(chart!)[0]).toMatchObject({ name: "svg", attributes: { xmlns: "http://www.w3.org/2000/svg" } });
    const before = files();
    await writeSweepSummary(sweep);
    expect(files()).toEqual(before);
  });
});
