import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AtcsDataset } from "@atcs/dataset";
import { loadModel, lossTerms, lossValue } from "@atcs/models";
import { fileSystem } from "@atcs/models/node";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import type { EngineSession, StepResult } from "../../src/engines/types.ts";
import { readMetrics } from "../../src/run/metrics-log.ts";
import type { EpochMetrics, TrainEvent, TrainResult } from "../../src/trainer/events.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { bound } from "../support/bound.ts";
import { localParts } from "../support/local-parts.ts";
import { smallFields, smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const dataset = join(folder, "dataset");
const out = join(folder, "run");
const events: TrainEvent[] = [];
let trainer: Trainer;
let result: TrainResult;

beforeAll(async () => {
  await writeSmallDataset(dataset);
  const options = { ...smallOptions, dataset, out, epochs: 24, checkpointEvery: 10, learningRate: 2e-2 };
  trainer = await Trainer.createWith(options, {}, localParts());
  result = await trainer.run({ onEvent: (event) => void events.push(event) });
});

function epochs(): readonly EpochMetrics[] {
  return events.filter((event) => event.kind === "epoch").map(({ metrics }) => metrics);
}

test("it learns, and says so", () => {
  const [first, last] = [epochs()[0]!, epochs().at(-1)!];
  expect(last.train.loss).toBeLessThan(0.5 * first.train.loss);
  expect(last.train.dice).toBeGreaterThan(0.9);
  expect(last.val!.dice).toBeGreaterThan(0.8);
  expect(result.best!.dice).toBe(Math.max(...epochs().map(({ val }) => val!.dice!)));
  expect(result).toMatchObject({ run: out, epochs: 24, last: { dice: last.val!.dice, points: 8 } });
});

test("events tell of epochs, batches and the evaluation", () => {
  expect(events[0]).toEqual({
    kind: "started",
    engine: "wasm",
    device: expect.stringMatching(/^WebAssembly/),
    epoch: 1,
    epochs: 24,
    instances: { train: 5, val: 2 },
  });
  const second = events.filter((event) => "epoch" in event && event.epoch === 2);
  expect(second.map(({ kind }) => kind)).toEqual(["batch", "batch", "batch", "evaluating", "evaluating"]);
  expect(second[1]).toMatchObject({ batch: 2, batches: 3, loss: expect.any(Number), dice: expect.any(Number) });
  expect(second.at(-1)).toEqual({ kind: "evaluating", epoch: 2, done: 2, total: 2 });
  const left = events.filter((event) => event.kind === "batch").map(({ secondsLeft }) => secondsLeft);
  expect(left.every((seconds) => seconds >= 0)).toBe(true);
  expect(left.at(-1)).toBeLessThan(left[0]!);
});

test("TensorBoard is given every batch, every epoch and curtains", () => {
  const [file] = readdirSync(join(out, "tensorboard"));
  const text = readFileSync(join(out, "tensorboard", file!), "latin1");
  const count = (tag: string): number => text.split(tag).length - 1;
  expect(count("batch/loss")).toBe(24 * 3);
  expect(count("train/loss")).toBe(24);
  expect(count("val/dice")).toBe(epochs().filter(({ val }) => val !== null).length);
  expect(count("curtains/")).toBeGreaterThanOrEqual(count("val/dice"));
});

test("the directory of the run has everything", async () => {
  expect(readdirSync(out).sort()).toEqual([
    ...["checkpoints", "config.json", "environment.json", "metrics.jsonl", "model", "tensorboard"],
  ]);
  expect(readdirSync(join(out, "checkpoints")).sort()).toEqual([
    ...["best.safetensors", "epoch-0010.safetensors", "epoch-0020.safetensors", "last.safetensors"],
  ]);
  expect(await readMetrics(join(out, "metrics.jsonl"))).toEqual(epochs());
  expect(epochs().map(({ step }) => step)).toEqual(Array.from({ length: 24 }, (_, i) => 3 * (i + 1)));
  const [environment] = JSON.parse(readFileSync(join(out, "environment.json"), "utf8"));
  expect(environment).toMatchObject({ engine: "wasm", workers: 1, epoch: 0 });
  expect(environment.versions.node).toBe(process.versions.node);
});

test("the model has the weights of the best evaluation, and gives its scores", async () => {
  const best = await readCheckpoint(join(out, "checkpoints/best.safetensors"), trainer.config);
  expect(best.progress.best).toEqual(result.best);
  const model = await loadModel(fileSystem(join(out, "model")));
  for (const { name } of model.parameters) {
    expect(model.variable(name).dataSync()).toEqual(best.state.parameters.get(name));
  }
  const { task } = smallOptions;
  await using val = await AtcsDataset.open(dataset, { subset: "val", task, fields: [...smallFields] });
  const { value: batch } = await val.batches({ batchSize: 2 }).next();
  const logits = model.atLabels(
    tf.tensor4d(batch!.sensorInput, [...batch!.shape]),
    batch!.batchIndex,
    batch!.corners,
    batch!.weights,
  );
  const metrics = epochs()[result.best!.epoch - 1]!;
  const { kind, classWeights } = trainer.config.loss;
  const loss = lossValue(lossTerms({ kind, task, classWeights })(logits, batch!.cloudScenario));
  expect(loss.dataSync()[0]).toBeCloseTo(metrics.val!.loss, 5);
  const { overall } = await val.evaluate(async (id) => {
    const instance = Array.from(batch!.ids).indexOf(id);
    return (await tf.sigmoid(logits).data<"float32">()).slice(20 * instance, 20 * (instance + 1));
  });
  expect(overall.dice).toBe(metrics.val!.dice);
  expect(metrics.val!.scores).toMatchObject({ tp: overall.tp, fp: overall.fp, dice: overall.dice });
});

test("the loss of an epoch is that of its labels together, and with a penalty the objective is told too", async () => {
  const steps: StepResult[] = [];
  const parts = localParts((session) => {
    const step: EngineSession["step"] = async (...batch) => {
      const result = await session.step(...batch);
      steps.push(result);
      return result;
    };
    return { ...bound(session), step };
  });
  const own = { ...smallOptions, dataset, out: join(folder, "penalty"), epochs: 1, smoothnessWeight: 0.5 };
  const told: TrainEvent[] = [];
  await (await Trainer.createWith(own, {}, parts)).run({ onEvent: (event) => void told.push(event) });
  const total = (value: (step: StepResult) => number): number => steps.reduce((sum, step) => sum + value(step), 0);
  const { metrics } = told.find((event) => event.kind === "epoch")!;
  expect(metrics.train.loss).toBe(total(({ numerator }) => numerator) / total(({ denominator }) => denominator));
  expect(metrics.train.objective).toBe(total(({ loss }) => loss) / 3);
  const batches = told.filter((event) => event.kind === "batch");
  expect(batches.map(({ objective }) => objective)).toEqual(steps.map(({ loss }) => loss));
  expect(batches.map(({ loss }) => loss)).toEqual(steps.map(({ numerator, denominator }) => numerator / denominator));
  expect(epochs()[0]!.train.objective).toBeUndefined();
});

test("a trainer that runs cannot be closed", async () => {
  const own = await Trainer.createWith(
    { ...smallOptions, dataset, out: join(folder, "open"), epochs: 1 },
    {},
    localParts(),
  );
  const run = own.run();
  await expect(own.close()).rejects.toThrow(/under way: end it by the signal of run/);
  expect((await run).epochs).toBe(1);
  await own.close();
});

test("a trainer runs once", async () => {
  await expect(trainer.run()).rejects.toThrow(/this trainer has run/);
});
