import type { Evaluation } from "@atcs/dataset";
import { resolveFields } from "@atcs/dataset";
import { effectiveNumberWeights, taskClassCounts } from "@atcs/models";
import { isTrainError, type ResumeOptions, TrainError, type TrainOptions, type TrainResult } from "@atcs/train";
import { describe, expect, test } from "vitest";
import { InterruptError, toFailure, UsageError } from "../../src/errors.ts";
import { toTrainRequest } from "../../src/train/request.ts";
import { type Training, type TrainTools, train } from "../../src/train/train.ts";
import { captureIo } from "../support/io.ts";
import { runConfig } from "./support.ts";

const result: TrainResult = { run: "/runs/a", epochs: 20, best: { epoch: 7, dice: 0.51234 }, last: null };
const scores = { dice: 0.51234, iou: 0.4, cloud_top_height_bin_offset: 2.5, cloud_top_height_bin_offset_m: 600.4 };

/** What was asked of the library. */
interface Asked {
  created?: TrainOptions;
  resumed?: [string, ResumeOptions];
  evaluated?: object;
  reported?: string;
  closed: number;
}

function standIn(changes: Partial<Training> & { readonly create?: Error; readonly noRun?: Error } = {}) {
  const asked: Asked = { closed: 0 };
  const training: Training = {
    config: runConfig,
    run: async ({ onEvent }) => {
      const instances = { train: 4, val: 2 };
      await onEvent?.({ kind: "started", engine: "cpu", device: "JavaScript", epoch: 1, epochs: 20, instances });
      return result;
    },
    close: async () => {
      asked.closed++;
    },
    ...changes,
  };
  const tools = {
    Trainer: {
      create: async (options: TrainOptions) => {
        if (changes.create !== undefined) throw changes.create;
        asked.created = options;
        return training;
      },
      resume: async (run: string, options: ResumeOptions) => {
        asked.resumed = [run, options];
        return training;
      },
    },
    readRunConfig: async () => {
      if (changes.noRun !== undefined) throw changes.noRun;
      return runConfig;
    },
    isTrainError,
    evaluateRun: async (options: object) => {
      asked.evaluated = options;
      return { evaluation: { overall: scores } as unknown as Evaluation };
    },
    writeReport: async (run: string) => {
      asked.reported = run;
      return `${run}/report.html`;
    },
    AtcsDataset: { open: () => Promise.reject(new Error("no dataset is needed")) },
    ...{ resolveFields, effectiveNumberWeights, taskClassCounts },
  } as unknown as TrainTools;
  return { asked, tools };
}

async function run(
  dataset: string | undefined,
  raw: Parameters<typeof toTrainRequest>[1],
  { tools }: { tools: TrainTools },
  { json = false, signal = new AbortController().signal } = {},
) {
  const { io, stdout, stderr } = captureIo();
  const error: unknown = await train(toTrainRequest(dataset, raw, {}), tools, { io, json, signal }).catch(
    (reason) => reason,
  );
  return { error, out: stdout(), err: stderr() };
}

describe("atcs train", () => {
  test("trains, evaluates the best weights, writes the report, and tells it", async () => {
    const library = standIn();
    const { error, out, err } = await run("data", { out: "run", epochs: 20, workers: 2 }, library);
    expect(error).toBeUndefined();
    expect(out).toBe(
      [
        "run       /runs/a",
        "epochs    20",
        "best      Dice 0.5123 after epoch 7",
        "scores    Dice 0.5123, IoU 0.4000, cloud top height off by 2.5 bins, 600 m",
        "report    /runs/a/report.html",
        "",
      ].join("\n"),
    );
    expect(err).toBe("cpu on JavaScript, 4 instances for training, 2 for validation\n");
    expect(library.asked.created).toEqual({ dataset: "data", out: "run", epochs: 20, workers: 2 });
    // On the engine that it was trained on: another search takes long.
    expect(library.asked.evaluated).toMatchObject({ run: "/runs/a", engine: "cpu", workers: 2 });
    expect(library.asked.closed).toBe(1);
    const byDefault = standIn();
    await run("data", { out: "run" }, byDefault);
    expect(byDefault.asked.evaluated).toMatchObject({ workers: runConfig.engine.workers });
  });

  test("as JSON", async () => {
    const { out } = await run("data", { out: "run" }, standIn(), { json: true });
    expect(JSON.parse(out)).toEqual({ ...result, scores, report: "/runs/a/report.html" });
  });

  test("without a report", async () => {
    const library = standIn();
    const { out } = await run("data", { out: "run", report: false }, library);
    expect(out).not.toContain("report");
    expect([library.asked.evaluated, library.asked.reported]).toEqual([undefined, undefined]);
  });

  test("without an evaluation there is nothing to evaluate, but a report", async () => {
    const library = standIn({ run: async () => ({ ...result, best: null }) });
    const { out } = await run("data", { out: "run" }, library);
    expect(out).toContain("best      unknown: nothing was evaluated\n");
    expect([library.asked.evaluated, library.asked.reported]).toEqual([undefined, "/runs/a"]);
  });
});

test("a terminal shows that the engine starts, which can take long", async () => {
  const { io, stderr } = captureIo();
  Object.assign(io.stderr, { isTTY: true, columns: 80 });
  const context = { io, json: false, signal: io.signal! };
  await train(toTrainRequest("data", { out: "run" }, {}), standIn().tools, context);
  expect(stderr()).toMatch(/^atcs train {2}starting the engine/);
});

describe("atcs train --resume", () => {
  test("goes on with what may change", async () => {
    const library = standIn();
    await run(
      undefined,
      { resume: "run", epochs: 40, engine: "wasm", prefetch: 0, from: "checkpoints/epoch-0005.safetensors" },
      library,
    );
    const [path, options] = library.asked.resumed!;
    expect(path).toBe("run");
    expect(options).toMatchObject({
      dataset: "/data",
      epochs: 40,
      engine: "wasm",
      prefetch: 0,
      from: "checkpoints/epoch-0005.safetensors",
    });
    expect(library.asked.created).toBeUndefined();
  });

  test("finds the dataset where it lies now", async () => {
    const library = standIn();
    await run("/moved/data", { resume: "run" }, library);
    expect(library.asked.resumed![1].dataset).toBe("/moved/data");
  });

  test("refuses to become another training", async () => {
    const library = standIn();
    const { error } = await run("/data", { resume: true, out: "run", seed: 3 }, library);
    expect(error).toBeInstanceOf(UsageError);
    expect(library.asked.resumed).toBeUndefined();
  });

  const noRun = new TrainError("TRAIN_RUN", "it is no run", { file: "run" });

  test("begins where there is no run yet, when it can", async () => {
    const library = standIn({ noRun });
    await run("/data", { resume: true, out: "run" }, library);
    expect(library.asked.created).toEqual({ dataset: "/data", out: "run" });
  });

  test.each([
    [undefined, {}, noRun],
    ["/data", { from: "a" }, noRun],
    ["/data", {}, new TrainError("TRAIN_CONFIG", "it is damaged", { file: "run" })],
  ])("does not begin otherwise: %j %j", async (dataset, raw, config) => {
    const library = standIn({ noRun: config });
    const { error } = await run(dataset, { resume: true, out: "run", ...raw }, library);
    expect(error).toBe(config);
    expect(library.asked.created).toBeUndefined();
  });
});

describe("errors", () => {
  test.each([
    [new RangeError("batchSize is 0: expected an integer from 1"), "--batch-size is 0: expected an integer from 1"],
    [new TypeError('task is "x": expected one of'), '--task is "x": expected one of'],
    [new RangeError("there is no scheme of fields x"), "there is no scheme of fields x"],
  ])("of options are wrong usage: %s", async (create, message) => {
    const { error } = await run("data", { out: "run" }, standIn({ create }));
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toBe(message);
  });

  test.each([
    new TypeError("Cannot read properties of undefined"),
    new RangeError("Array buffer allocation failed"),
    new RangeError("Invalid typed array length: 8589934592"),
  ])("of the program are not: %s", async (create) => {
    expect((await run("data", { out: "run" }, standIn({ create }))).error).toBe(create);
  });

  test("of the library say what it says", () => {
    const signal = new AbortController().signal;
    const loss = new TrainError("TRAIN_LOSS", "the loss is NaN", { instanceIds: [3] });
    expect(toFailure(loss, "train", signal)).toMatchObject({
      exitCode: 1,
      code: "TRAIN_LOSS",
      message: "the loss is NaN",
    });
    const engine = new TrainError("TRAIN_ENGINE", "no engine works here");
    expect(toFailure(engine, "train", signal).hint).toContain("atcs info");
    // The same command alone would find the run that is there.
    const full = new TrainError("TRAIN_IO", "the disk is full", { file: "last.safetensors" });
    expect(toFailure(full, "train", signal).hint).toMatch(/with --resume goes on\.$/);
    expect(toFailure(full, "evaluate", signal).hint).toMatch(/run the command again\.$/);
  });

  test("Ctrl-C: it is told that it stops, and how to go on", async () => {
    const controller = new AbortController();
    const library = standIn({
      run: async ({ signal }) => {
        controller.abort(new InterruptError("SIGINT"));
        throw signal?.reason;
      },
    });
    const { error, err } = await run("data", { out: "run" }, library, { signal: controller.signal });
    expect(err).toMatch(/^stopping after this batch; Ctrl-C again ends at once/);
    expect(toFailure(error, "train", controller.signal)).toMatchObject({
      exitCode: 130,
      hint: expect.stringMatching(/--resume goes on/),
    });
    expect([library.asked.closed, library.asked.reported]).toEqual([1, undefined]);
  });
});
