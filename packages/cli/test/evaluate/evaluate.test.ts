import type { EvaluatePredictionsOptions, EvaluateRunOptions, WrittenEvaluation } from "@atcs/train";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type EvaluateTools, evaluate } from "../../src/evaluate/evaluate.ts";
import { type RawEvaluateOptions, toEvaluateRequest } from "../../src/evaluate/options.ts";
import { captureIo } from "../support/io.ts";

const written = {
  directory: "/out",
  files: ["evaluation.json", "heights.svg"],
  evaluation: {
    ...{ task: "bin_seg_3d", heightBins: [4, 103], split: "default", subset: "val" },
    overall: { dice: 0.5, iou: 1 / 3, points: 157 },
    instances: [{ id: 3, scores: {} }],
  },
} as unknown as WrittenEvaluation;

function standIn(error?: Error) {
  const asked: { run?: EvaluateRunOptions; predictions?: EvaluatePredictionsOptions } = {};
  const tools: EvaluateTools = {
    evaluateRun: async (options) => {
      asked.run = options;
      options.onWarning?.("webgpu is slow");
      if (error !== undefined) throw error;
      return written;
    },
    evaluatePredictions: async (options) => {
      asked.predictions = options;
      return written;
    },
  };
  return { asked, tools };
}

async function run(raw: RawEvaluateOptions, tools: EvaluateTools, json = false) {
  const { io, stdout, stderr } = captureIo();
  const context = { io, json, signal: io.signal! };
  const error: unknown = await evaluate(toEvaluateRequest(raw), tools, context).catch((reason: unknown) => reason);
  return { error, out: stdout(), err: stderr() };
}

describe("atcs evaluate", () => {
  test("a run", async () => {
    const { asked, tools } = standIn();
    const { out, err } = await run({ run: "run", subset: "train", checkpoint: "last", engine: "cpu" }, tools);
    expect(out).toBe(
      [
        "task      bin_seg_3d, height bins 4 to 102",
        "instances 1 of split default, val, with 157 label points",
        "scores    Dice 0.5000",
        "          IoU 0.3333",
        "written   /out, 2 files",
        "",
      ].join("\n"),
    );
    expect(err).toBe("atcs evaluate: warning: webgpu is slow\n");
    expect(asked.run).toMatchObject({ run: "run", subset: "train", checkpoint: "last", engine: "cpu" });
  });

  test("predictions, as JSON", async () => {
    const { asked, tools } = standIn();
    const raw: RawEvaluateOptions = { predictions: "p", dataset: "d", threshold: 0.3, heightBins: [4, 103] };
    const json = JSON.parse((await run(raw, tools, true)).out) as object;
    expect(json).toEqual({ directory: "/out", files: written.files, ...written.evaluation });
    expect(asked.predictions).toMatchObject({ predictions: "p", dataset: "d", threshold: 0.3, heightBins: [4, 103] });
  });

  test.each<[RawEvaluateOptions, RegExp]>([
    [{}, /^evaluate what\? Give --run or --predictions$/],
    [{ predictions: "p" }, /^evaluate --predictions needs --dataset$/],
    [{ run: "r", predictions: "p" }, /^--predictions is no option of evaluate --run$/],
    [{ run: "r", threshold: 0.3 }, /^--threshold is no option of evaluate --run$/],
    [{ predictions: "p", dataset: "d", engine: "cpu" }, /^--engine is no option of evaluate --predictions$/],
  ])("%j is wrong usage", (raw, message) => {
    expect(() => toEvaluateRequest(raw)).toThrow(UsageError);
    expect(() => toEvaluateRequest(raw)).toThrow(message);
  });

  test("options that the library refuses are wrong usage", async () => {
    const { tools } = standIn(new RangeError("batchSize is 0: expected an integer from 1"));
    const { error } = await run({ run: "r" }, tools);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toBe("--batch-size is 0: expected an integer from 1");
  });
});
