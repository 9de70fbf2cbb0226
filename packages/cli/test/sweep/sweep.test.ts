import type { SweepEvent, SweepPlan, SweepSummary } from "@atcs/train";
import { describe, expect, test } from "vitest";
import { CommandError, InterruptError, UsageError } from "../../src/errors.ts";
import type { SweepRequest } from "../../src/sweep/request.ts";
import { type SweepTools, sweep } from "../../src/sweep/sweep.ts";
import { captureIo } from "../support/io.ts";

const run = {
  name: "angles-01-seed-0",
  variant: "angles-01",
  seed: 0,
  options: { heightBins: [4, 103], augment: true, omitAngles: [0, 15] },
} as const;
const plan: SweepPlan = { version: 1, dataset: "/data", runs: [run, { ...run, name: "angles-01-seed-1", seed: 1 }] };
const about = { variant: "angles-01", epochs: 3, seconds: 9, error: null };
const dice = { count: 2, mean: 0.4, min: 0.3, max: 0.5, standardDeviation: 0.1414 };
const summary: SweepSummary = {
  ...{ version: 1, dataset: "/data", isOverAngles: false },
  variants: [
    { name: "angles-01", angles: [6], complete: 2, runs: 2, scores: { dice } },
    { name: "b", angles: [6], complete: 0, runs: 1, scores: {} },
  ],
  runs: [
    { ...about, name: "angles-01-seed-0", seed: 0, status: "complete", best: { epoch: 2, scores: { dice: 0.3 } } },
    { ...about, name: "angles-01-seed-1", seed: 1, status: "complete", best: { epoch: 2, scores: { dice: 0.5 } } },
    { ...about, name: "b-seed-0", variant: "b", seed: 0, status: "failed", best: null },
  ],
};

const request: SweepRequest = {
  plan: { dataset: "/data", angles: [1] },
  config: undefined,
  sweep: "s",
  action: { kind: "train", index: undefined },
};

/** A library that notes what was asked of it. */
function library(changes: Partial<SweepTools> = {}) {
  const calls: string[] = [];
  const note =
    <T>(name: string, value: T) =>
    async (...args: readonly unknown[]): Promise<T> => {
      calls.push(`${name} ${typeof args[0] === "string" ? args[0] : ""}`.trim());
      return value;
    };
  const tools: SweepTools = {
    planSweep: note("plan", plan),
    createSweep: note("create", "/s"),
    readSweep: note("read", plan),
    runSweep: note("run", { complete: ["a", "b"], failed: [], inUse: [] }),
    writeSweepSummary: note("write summary", summary),
    summarizeSweep: note("summarize", summary),
    writeSlurmScript: note("script", { file: "/s/sweep.sbatch", text: "#!/bin/bash\n" }),
    ...changes,
  };
  return { tools, calls };
}

async function start(changes: Partial<SweepRequest>, tools: SweepTools, json = false, signal?: AbortSignal) {
  const { io, stdout, stderr } = captureIo(signal === undefined ? {} : { signal });
  const error = await sweep({ ...request, ...changes }, tools, ["node", "atcs.js"], {
    io,
    json,
    signal: io.signal!,
  }).catch((e) => e);
  return { error, stdout: stdout(), stderr: stderr() };
}

describe("atcs sweep", () => {
  test("plans, trains and summarizes", async () => {
    const { tools, calls } = library();
    const { error, stdout } = await start({}, tools);
    expect(error).toBeUndefined();
    expect(calls).toEqual(["plan", "create s", "run s", "write summary s"]);
    expect(stdout).toBe(
      [
        "sweep     s",
        "runs      2 of 3 complete, 1 failed",
        "  angles-01  Dice 0.4000 \u00b1 0.1414, 0.3000 to 0.5000 (2 runs)",
        "  b          no run is complete",
        "",
      ].join("\n"),
    );
    expect(JSON.parse((await start({}, tools, true)).stdout)).toEqual(summary);
  });

  test("goes on with a sweep that is there", async () => {
    const { tools, calls } = library();
    await start({ plan: undefined }, tools);
    expect(calls).toEqual(["run s", "write summary s"]);
  });

  test("fails when runs did, after all is told", async () => {
    const failed = [{ name: "b-seed-0", code: "TRAIN_LOSS", message: "the loss is NaN" }];
    const { tools } = library({ runSweep: async () => ({ complete: ["a"], failed, inUse: ["c"] }) });
    const { error, stdout } = await start({}, tools);
    expect(error).toBeInstanceOf(CommandError);
    expect(error.message).toBe("s: 1 of 3 runs failed: b-seed-0 (the loss is NaN); another process trains c");
    expect(stdout).toContain("2 of 3 complete");
  });

  test("trains one run", async () => {
    const indices: unknown[] = [];
    const runSweep: SweepTools["runSweep"] = async (_sweep, { index } = {}) => {
      indices.push(index);
      return { complete: ["angles-01-seed-1"], failed: [], inUse: [] };
    };
    const { tools, calls } = library({ runSweep });
    const { stdout } = await start({ plan: undefined, action: { kind: "train", index: 1 } }, tools);
    expect(indices).toEqual([1]);
    expect(stdout).toBe(
      "run       angles-01-seed-1\nstatus    complete\nepochs    3\nbest      Dice 0.5000 after epoch 2\n",
    );
    // Tasks of a job array would write over each other's.
    expect(calls).toEqual(["summarize s"]);
  });

  test("--dry-run makes nothing", async () => {
    const { tools, calls } = library();
    const { stdout } = await start({ action: { kind: "show the plan" } }, tools);
    expect(calls).toEqual(["plan"]);
    expect(stdout).toContain("  0  angles-01-seed-0  --height-bins 4:103 --augment --omit-angles 0,15 --seed 0\n");
    const { stdout: json } = await start({ plan: undefined, action: { kind: "show the plan" } }, tools, true);
    expect(JSON.parse(json)).toEqual(plan);
  });

  test("--slurm trains nothing, and prints the script alone", async () => {
    const options: unknown[] = [];
    const writeSlurmScript: SweepTools["writeSlurmScript"] = async (_sweep, given) => {
      options.push(given);
      return { file: "/s/sweep.sbatch", text: "#!/bin/bash\n" };
    };
    const { tools, calls } = library({ writeSlurmScript });
    const { stdout, stderr } = await start({ action: { kind: "write a job", atOnce: 8 } }, tools);
    expect(calls).toEqual(["plan", "create s"]);
    expect(options).toEqual([{ command: ["node", "atcs.js"], atOnce: 8 }]);
    expect(stdout).toBe("#!/bin/bash\n");
    expect(stderr).toContain("/s/sweep.sbatch");
  });

  test("tells what is wrong with options as a matter of usage", async () => {
    const refuse = (error: Error) => library({ planSweep: () => Promise.reject(error) }).tools;
    const { error } = await start({}, refuse(new RangeError("omitAngles is [16]: expected slots")));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe("--omit-angles is [16]: expected slots");
    const wrong = new TypeError('a sweep has no option "run"');
    expect((await start({}, refuse(wrong))).error).toBe(wrong);
    const ofFile = (await start({ config: "sweep.json" }, refuse(wrong))).error;
    expect([ofFile.name, ofFile.message]).toEqual(["UsageError", 'sweep.json: a sweep has no option "run"']);
  });

  test("interrupted, says so and passes the reason on", async () => {
    const control = new AbortController();
    const reason = new InterruptError("SIGINT");
    const runSweep: SweepTools["runSweep"] = async (_sweep, { signal } = {}) => {
      control.abort(reason);
      throw signal!.reason;
    };
    const { error, stderr } = await start({}, library({ runSweep }).tools, false, control.signal);
    expect(error).toBe(reason);
    expect(stderr).toContain("stopping after this batch");
  });

  test("shows the runs, and the epochs of each", async () => {
    const told = { kind: "run", name: "a", index: 1, runs: 2 } as const;
    const metrics = {
      ...{ epoch: 1, step: 3, learningRate: 0.001, train: { loss: 0.5, dice: 0.1 }, val: null, best: false },
      ...{ seconds: 1, imagesPerSecond: 4, waiting: 0, memory: 1e6 },
    };
    const events: SweepEvent[] = [
      { ...told, name: "z", index: 0, status: "complete before" },
      { ...told, status: "started" },
      { kind: "training", name: "a", event: { kind: "epoch", metrics } },
      { ...told, status: "complete", best: { epoch: 1, dice: 0.25 } },
      { ...told, status: "failed", message: "no memory" },
      { ...told, status: "in use", message: "process 7 works on the run" },
    ];
    const runSweep: SweepTools["runSweep"] = async (_sweep, { onEvent } = {}) => {
      for (const event of events) await onEvent?.(event);
      return { complete: [], failed: [], inUse: [] };
    };
    const { stderr } = await start({}, library({ runSweep }).tools);
    const lines = [
      "run 1 of 2, z: it is complete",
      "run 2 of 2, a: started",
      "run 2 of 2, a: complete, Dice 0.2500 after epoch 1",
      "run 2 of 2, a: failed: no memory",
      "run 2 of 2, a: process 7 works on the run",
    ];
    for (const line of lines) expect(stderr).toContain(`${line}\n`);
    expect(stderr).toMatch(/epoch 1 of 0: loss 0\.5/);
  });
});
