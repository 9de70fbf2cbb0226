import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { TrainError } from "../../src/errors.ts";
import { readMetrics } from "../../src/run/metrics-log.ts";
import { expandRuns } from "../../src/sweep/expand-runs.ts";
import { createSweep } from "../../src/sweep/plan-file.ts";
import { type RunSweepOptions, runSweepWith } from "../../src/sweep/run-sweep.ts";
import { summarizeSweep } from "../../src/sweep/summarize-sweep.ts";
import type { SweepParts } from "../../src/sweep/sweep-parts.ts";
import type { SweepEvent } from "../../src/sweep/sweep-progress.ts";
import { runDigests } from "../support/digest.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { cpuSweepParts, smallSweep } from "./support.ts";

const folder = temporaryFolder();
const dataset = join(folder, "dataset");
const plan = expandRuns({ ...smallSweep, dataset });
const names = plan.runs.map(({ name }) => name);

beforeAll(() => writeSmallDataset(dataset));

/** Run a sweep, and list what its runs did. */
async function run(sweep: string, options: RunSweepOptions = {}, parts: Partial<SweepParts> = {}) {
  await createSweep(sweep, plan);
  const lines: string[] = [];
  const onEvent = async (event: SweepEvent): Promise<void> => {
    if (event.kind === "run") lines.push(`${event.index} ${event.status}`);
    await options.onEvent?.(event);
  };
  const result = await runSweepWith(sweep, { ...options, onEvent }, { ...cpuSweepParts, ...parts }).catch((e) => e);
  return { result, lines };
}

/** Ends a sweep in the second epoch of the second run. */
function stopInSecond(): RunSweepOptions {
  const control = new AbortController();
  const onEvent = (event: SweepEvent): void => {
    if (event.kind !== "training" || event.name !== names[1] || event.event.kind !== "batch") return;
    if (event.event.epoch === 2) control.abort(new Error("stop"));
  };
  return { signal: control.signal, onEvent };
}

describe("a sweep", () => {
  test("trains all runs, each in a run directory of its own, with its own options and seed", async () => {
    const sweep = join(folder, "all");
    const reported: string[] = [];
    const { result, lines } = await run(sweep, {}, { writeReport: async (run) => reported.push(run) });
    expect(result).toEqual({ complete: names, failed: [], inUse: [] });
    expect(lines).toEqual([0, 1, 2, 3].flatMap((i) => [`${i} started`, `${i} complete`]));
    expect(reported).toEqual(names.map((name) => join(sweep, "runs", name)));
    for (const { name, seed, options } of plan.runs) {
      const config = JSON.parse(readFileSync(join(sweep, "runs", name, "config.json"), "utf8"));
      expect([config.training.seed, config.dataset.omitAngles]).toEqual([seed, options.omitAngles]);
      expect(await readMetrics(join(sweep, "runs", name, "metrics.jsonl"))).toHaveLength(2);
    }
    const again = await run(sweep, {}, { create: () => Promise.reject(new Error("again")) });
    expect(again.result.complete).toEqual(names);
    expect(again.lines).toEqual([0, 1, 2, 3].map((i) => `${i} complete before`));
  });

  test("that was stopped goes on where it was, with the same weights in the end", async () => {
    const [whole, sweep] = [join(folder, "whole"), join(folder, "stopped")];
    await run(whole);
    const stopped = await run(sweep, stopInSecond());
    expect(stopped.result).toMatchObject({ message: "stop" });
    expect(stopped.lines).toEqual(["0 started", "0 complete", "1 started"]);
    const { runs } = await summarizeSweep(sweep);
    expect(runs.map(({ status }) => status)).toEqual(["complete", "started", "waiting", "waiting"]);
    const resumed: string[] = [];
    const resume: SweepParts["resume"] = (run, options) => {
      resumed.push(run);
      return cpuSweepParts.resume(run, options);
    };
    expect((await run(sweep, {}, { resume })).result.complete).toEqual(names);
    expect(resumed).toEqual([join(sweep, "runs", names[1]!)]);
    for (const name of names)
      expect(runDigests(join(sweep, "runs", name))).toEqual(runDigests(join(whole, "runs", name)));
  });

  test("goes on past a run that fails, notes it, and tries it again the next time", async () => {
    const sweep = join(folder, "failing");
    const message = "the loss is NaN in batch 1 of epoch 1";
    const create: SweepParts["create"] = (options, start) =>
      options.out.endsWith(names[1]!)
        ? Promise.reject(new TrainError("TRAIN_LOSS", message))
        : cpuSweepParts.create(options, start);
    const first = await run(sweep, {}, { create });
    const failure = { name: names[1], code: "TRAIN_LOSS", message };
    expect(first.result).toEqual({ complete: [names[0], names[2], names[3]], failed: [failure], inUse: [] });
    const summary = await summarizeSweep(sweep);
    expect(summary.runs[1]).toMatchObject({ status: "failed", error: { code: "TRAIN_LOSS", message } });
    expect(summary.variants[0]).toMatchObject({ complete: 1, runs: 2, scores: { dice: { count: 1 } } });
    const second = await run(sweep);
    expect(second.result).toEqual({ complete: names, failed: [], inUse: [] });
    expect(second.lines).toEqual([
      "0 complete before",
      "1 started",
      "1 complete",
      "2 complete before",
      "3 complete before",
    ]);
    expect((await summarizeSweep(sweep)).runs[1]).toMatchObject({ status: "complete", error: null });
  });

  test("trains one run by its number, and leaves those that another process trains", async () => {
    const sweep = join(folder, "one");
    const inUse = (): Promise<never> => Promise.reject(new TrainError("TRAIN_IN_USE", "process 1 works on the run"));
    expect((await run(sweep, { index: 2 }, { create: inUse })).result).toEqual({
      complete: [],
      failed: [],
      inUse: [names[2]],
    });
    expect((await run(sweep, { index: 2 })).result.complete).toEqual([names[2]]);
    const { runs } = await summarizeSweep(sweep);
    expect(runs.map(({ status }) => status)).toEqual(["waiting", "waiting", "complete", "waiting"]);
    expect((await run(sweep, { index: 4 })).result).toBeInstanceOf(RangeError);
  });

  test("begins a run anew that was killed before it had a configuration", async () => {
    const sweep = join(folder, "early");
    await createSweep(sweep, plan);
    mkdirSync(join(sweep, "runs", names[0]!));
    expect((await run(sweep, { index: 0 })).result.complete).toEqual([names[0]]);
  });

  test("does not pass a run over, nor go on with it, that was begun with other options", async () => {
    const sweep = join(folder, "changed");
    await run(sweep, { index: 0 });
    const file = join(sweep, "sweep.json");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll('"learningRate": 0.01', '"learningRate": 0.02'));
    const message = expect.stringMatching(
      /the run angles-01-seed-0 was begun with other options than sweep\.json has; remove it/,
    );
    await expect(runSweepWith(sweep, {}, cpuSweepParts)).rejects.toMatchObject({ code: "TRAIN_RUN", message });
  });

  test("ends with what its listener throws, which is no failure of the run", async () => {
    const sweep = join(folder, "listener");
    const onEvent = (event: SweepEvent): void => {
      if (event.kind === "training" && event.event.kind === "epoch") throw new Error("the output was closed");
    };
    expect((await run(sweep, { onEvent })).result).toMatchObject({ message: "the output was closed" });
    expect((await summarizeSweep(sweep)).runs[0]).toMatchObject({ status: "started", error: null });
  });

  test("closes a training whose warning the listener does not take", async () => {
    const sweep = join(folder, "warning");
    let isClosed = false;
    const create: SweepParts["create"] = async (_options, { onWarning }) => {
      onWarning?.("the engine is slow");
      return {
        run: () => Promise.reject(new Error("it must not run")),
        close: async () => {
          isClosed = true;
        },
      };
    };
    const onEvent = (event: SweepEvent): void => {
      if (event.kind === "training" && event.event.kind === "warning") throw new Error(event.event.message);
    };
    expect((await run(sweep, { onEvent }, { create })).result).toMatchObject({ message: "the engine is slow" });
    expect(isClosed).toBe(true);
  });

  test("refuses options that there are not", async () => {
    await expect(runSweepWith(folder, { only: 1 } as RunSweepOptions, cpuSweepParts)).rejects.toThrow(
      /no option "only"/,
    );
  });
});
