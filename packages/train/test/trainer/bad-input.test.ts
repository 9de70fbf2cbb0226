import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { TrainOptions } from "../../src/config/train-options.ts";
import { TrainError } from "../../src/errors.ts";
import type { ResumeOptions } from "../../src/trainer/start-options.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { localParts } from "../support/local-parts.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const options = { ...smallOptions, dataset: at("dataset"), out: at("new"), epochs: 1, checkpointEvery: 1 };

beforeAll(async () => {
  await writeSmallDataset(at("dataset"));
  await writeSmallDataset(at("unsplit"), { split: false });
  await (await Trainer.createWith({ ...options, out: at("run") }, {}, localParts())).run();
});

/** What is said, in one line. */
async function refusal(start: Promise<Trainer>): Promise<{ readonly code: unknown; readonly message: string }> {
  const error = await start.then(
    async (trainer) => {
      await trainer.close();
      return new Error("it was accepted");
    },
    (reason: Error) => reason,
  );
  expect(error.message).not.toContain("\n");
  return { code: (error as { code?: unknown }).code ?? error.name, message: error.message };
}

describe("a training that cannot be started", () => {
  test.each<[string, Partial<TrainOptions>, string, RegExp]>([
    ["dataset missing", { dataset: at("none") }, "DATASET_NOT_FOUND", /none: .*dataset/],
    [
      "split missing",
      { split: "fold3" },
      "DATASET_SPLIT",
      /fold3\.json: there is no split "fold3": make it with `atcs split`/,
    ],
    ["no split at all", { dataset: at("unsplit") }, "DATASET_SPLIT", /there is no split "default": make it with/],
    ["no statistics of this kind", { angles: "raw" }, "DATASET_STATS", /default\.stats\.json: .*atcs stats/],
    ["a field that is not there", { fields: ["I490P"] }, "DATASET_FIELDS", /no field "I490P"; the dataset has I670P/],
    ["height bins that are not there", { heightBins: [2, 9] }, "RangeError", /heightBins is \[2, 9\]: .* at most 5/],
    ["more blocks than the images have room for", { network: "unet_2d", blocks: 9 }, "RangeError", /is too small/],
    [
      "run directory exists",
      { out: at("run") },
      "TRAIN_RUN",
      /run: there is a run already: go on with it \(resume, --resume\)/,
    ],
    ["run directory is in use for something else", { out: at("dataset") }, "TRAIN_RUN", /the directory is not empty/],
    ["unknown option", { batchsize: 3 } as object, "TypeError", /training has no option "batchsize"/],
    ["unknown option value", { loss: "dice" as never }, "TypeError", /loss is the text "dice": expected one of/],
    ["a network's option", { maxWidth: 0 }, "RangeError", /maxWidth is 0: expected an integer from 1/],
    ["weights of classes", { classWeights: [1, 2, 3] }, "RangeError", /classWeights has 3 numbers: expected 2/],
    ["an angle", { omitAngles: [16] }, "RangeError", /16/],
  ])("%s", async (_what, wrong, code, message) => {
    const found = await refusal(Trainer.createWith({ ...options, ...wrong }, {}, localParts()));
    expect(found).toEqual({ code, message: expect.stringMatching(message) });
    expect(existsSync(at("new"))).toBe(false);
  });

  test("an empty subset", async () => {
    const split = JSON.parse(readFileSync(at("dataset/default.json"), "utf8"));
    cpSync(at("dataset"), at("empty"), { recursive: true });
    for (const [subset, text] of Object.entries({ train: "training", val: "validation" })) {
      writeFileSync(at("empty/default.json"), JSON.stringify({ ...split, [subset]: [] }));
      const found = await refusal(Trainer.createWith({ ...options, dataset: at("empty") }, {}, localParts()));
      const message = `${at("empty")}: the split "default" has no instance for ${text}: make another with \`atcs split\``;
      expect(found).toEqual({ code: "TRAIN_DATASET", message });
    }
  });

  test("an engine that does not work, and a session that does not start, leave no run directory", async () => {
    const noEngine = new TrainError("TRAIN_ENGINE", "no engine works here");
    for (const broken of [
      { ...localParts(), chooseEngine: () => Promise.reject(noEngine) },
      { ...localParts(), openSession: () => Promise.reject(noEngine) },
    ]) {
      expect((await refusal(Trainer.createWith(options, {}, broken))).code).toBe("TRAIN_ENGINE");
      expect(existsSync(at("new"))).toBe(false);
    }
  });

  test("a signal", async () => {
    const signal = AbortSignal.abort(new Error("not now"));
    await expect(Trainer.createWith(options, { signal }, localParts())).rejects.toThrow("not now");
    await expect(Trainer.createWith(options, { signals: 1 } as object, localParts())).rejects.toThrow(
      /no option "signals"/,
    );
  });
});

describe("a training that cannot be gone on with", () => {
  /** A copy of the run, changed. */
  function copy(name: string, change: (run: string) => void = () => {}): string {
    cpSync(at("run"), at(name), { recursive: true });
    change(at(name));
    return at(name);
  }
  const edit = (file: string, from: string | RegExp, to: string) => (run: string) => {
    const text = readFileSync(join(run, file), "utf8");
    expect(text).toMatch(from);
    writeFileSync(join(run, file), text.replace(from, to));
  };
  const resume = (run: string, given: ResumeOptions = {}): ReturnType<typeof refusal> =>
    refusal(Trainer.resumeWith(run, given, localParts()));

  test("no run", async () => {
    expect(await resume(at("none"))).toMatchObject({
      code: "TRAIN_RUN",
      message: expect.stringMatching(/it is no run/),
    });
    expect(await resume(at("dataset"))).toMatchObject({ code: "TRAIN_RUN" });
  });

  test.each<[string, (run: string) => void, string, RegExp]>([
    ["a damaged configuration", edit("config.json", '"seed": 5', '"seed": -5'), "TRAIN_CONFIG", /training\.seed is -5/],
    [
      "a configuration of another training",
      edit("config.json", '"learningRate": 0.01', '"learningRate": 0.1'),
      "TRAIN_CHECKPOINT",
      /last\.safetensors: it is of another training: training\.learningRate is 0\.01, and 0\.1 in the run/,
    ],
    [
      "another network",
      edit("config.json", '"maxWidth": 8', '"maxWidth": 9'),
      "TRAIN_CHECKPOINT",
      /network\.config\.maxWidth is 8, and 9 in the run; no other checkpoint of the run is sound/,
    ],
    [
      "a checkpoint that is cut off",
      (run) => writeFileSync(join(run, "checkpoints/last.safetensors"), "short"),
      "TRAIN_CHECKPOINT",
      /last\.safetensors: it is cut off, or no checkpoint: it has 5 bytes.*go on from checkpoints\/best\.safetensors, which is sound and of epoch 1/,
    ],
    [
      "a checkpoint that is missing",
      (run) => rmSync(join(run, "checkpoints/last.safetensors")),
      "TRAIN_CHECKPOINT",
      /last\.safetensors: it is missing; go on from checkpoints\/best\.safetensors/,
    ],
    [
      "metrics that are damaged",
      (run) => writeFileSync(join(run, "metrics.jsonl"), "{\n"),
      "TRAIN_RUN",
      /line 1 is damaged/,
    ],
  ])("%s", async (what, change, code, message) => {
    const run = copy(what.replaceAll(" ", "-"), change);
    expect(await resume(run)).toEqual({ code, message: expect.stringMatching(message) });
    // Nothing is locked, nothing was changed.
    expect(existsSync(join(run, "run.lock"))).toBe(false);
  });

  test("a dataset that has changed", async () => {
    mkdirSync(at("moved"));
    cpSync(at("dataset"), at("moved/dataset"), { recursive: true });
    const run = copy("changed-data", edit("config.json", at("dataset"), at("moved/dataset")));
    await (await Trainer.resumeWith(run, {}, localParts())).close();
    const split = JSON.parse(readFileSync(at("dataset/default.json"), "utf8"));
    const [first, ...train] = split.train;
    writeFileSync(at("moved/dataset/default.json"), JSON.stringify({ ...split, train, val: [...split.val, first] }));
    const message = /moved\/dataset: its labels or the split "default" are not those that the run was started with/;
    expect(await resume(run)).toEqual({ code: "TRAIN_DATASET", message: expect.stringMatching(message) });
  });

  test("another normalisation", async () => {
    cpSync(at("dataset"), at("renormalised/dataset"), { recursive: true });
    const run = copy("changed-statistics", edit("config.json", at("dataset"), at("renormalised/dataset")));
    edit("default.stats.json", /"mean":(\s*)/, '"mean":$11')(at("renormalised/dataset"));
    const message =
      /the statistics of the split "default", which inputs are normalised with, are not those that the run was/;
    expect(await resume(run)).toEqual({ code: "TRAIN_DATASET", message: expect.stringMatching(message) });
  });

  test("checkpoints that are all gone", async () => {
    const run = copy("no-checkpoints");
    rmSync(join(run, "checkpoints"), { recursive: true });
    // One line may be there without any.
    await (await Trainer.resumeWith(run, {}, localParts())).close();
    const lines = [1, 2].map((epoch) => `${JSON.stringify({ epoch })}\n`);
    writeFileSync(join(run, "metrics.jsonl"), lines.join(""));
    expect(await resume(run)).toEqual({
      code: "TRAIN_CHECKPOINT",
      message: expect.stringMatching(/checkpoints: there is no checkpoint, though metrics\.jsonl tells of 2 epochs/),
    });
  });

  test.each<[ResumeOptions, string, RegExp]>([
    [{ epoch: 5 } as object, "TypeError", /Trainer\.resume has no option "epoch"/],
    [{ engine: "gpu" as never }, "TypeError", /engine is the text "gpu"/],
    [{ workers: 0 }, "RangeError", /workers is 0/],
    [
      { from: "checkpoints/epoch-0009.safetensors" },
      "TRAIN_IO",
      /epoch-0009\.safetensors: it cannot be read \(there is none\)/,
    ],
    [{ from: "" }, "TypeError", /from is the text ""/],
  ])("options %j", async (given, code, message) => {
    expect(await resume(at("run"), given)).toEqual({ code, message: expect.stringMatching(message) });
  });

  test("fewer epochs than there are", async () => {
    const run = copy("longer");
    await (await Trainer.resumeWith(run, { epochs: 3 }, localParts())).run();
    expect(await resume(run, { epochs: 2 })).toEqual({
      code: "RangeError",
      message: "epochs is 2: expected at least 3, for so many are begun or complete",
    });
  });
});
