import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readMetrics } from "../../src/run/metrics-log.ts";
import { readRunConfig } from "../../src/run/run-directory.ts";
import type { TrainEvent } from "../../src/trainer/events.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { runDigests } from "../support/digest.ts";
import { localParts } from "../support/local-parts.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const dataset = join(folder, "dataset");
const whole = join(folder, "whole");
const options = { ...smallOptions, dataset, engine: "onnx", epochs: 2, checkpointEvery: 1, augment: true } as const;
const onnx = localParts(undefined, "onnx");
const wasm = localParts();

beforeAll(async () => {
  await writeSmallDataset(dataset);
  await (await Trainer.createWith({ ...options, out: whole }, {}, onnx)).run();
});

/** Train until something happens so many times. */
async function trainUntil(trainer: Trainer, moment: TrainEvent["kind"], times: number): Promise<void> {
  const control = new AbortController();
  let seen = 0;
  const onEvent = (event: TrainEvent): void => {
    if (event.kind === moment && ++seen === times) control.abort(new Error("enough"));
  };
  await expect(trainer.run({ signal: control.signal, onEvent })).rejects.toThrow("enough");
}

describe("a training on onnxruntime", () => {
  test.each([
    ["batch", 1],
    ["batch", 5],
    ["evaluating", 1],
  ] as const)("that is stopped at %s %d ends with the same files to the last byte", async (moment, times) => {
    const run = join(folder, `${moment}-${times}`);
    await trainUntil(await Trainer.createWith({ ...options, out: run }, {}, onnx), moment, times);
    await (await Trainer.resumeWith(run, {}, onnx)).run();
    expect(runDigests(run)).toEqual(runDigests(whole));
  });

  test("moves to WebAssembly and back, and learns the same but for rounding", async () => {
    const run = join(folder, "moved");
    await trainUntil(await Trainer.createWith({ ...options, out: run }, {}, onnx), "batch", 2);
    await trainUntil(await Trainer.resumeWith(run, { engine: "wasm" }, wasm), "batch", 2);
    await (await Trainer.resumeWith(run, { engine: "onnx" }, onnx)).run();
    const [found, expected] = [
      await readMetrics(join(run, "metrics.jsonl")),
      await readMetrics(join(whole, "metrics.jsonl")),
    ];
    expect(found).toHaveLength(expected.length);
    for (const [i, { train, step }] of expected.entries()) {
      expect(found[i]!.step).toBe(step);
      expect(Math.abs(found[i]!.train.loss / train.loss - 1)).toBeLessThan(1e-4);
    }
    expect(readdirSync(join(run, "checkpoints"))).toEqual(readdirSync(join(whole, "checkpoints")));
  });
});

test("the provider is in config.json, and is taken when the run goes on", async () => {
  const run = join(folder, "provider");
  const asked: unknown[] = [];
  const parts = {
    ...onnx,
    chooseEngine: async (...wanted: unknown[]) => {
      asked.push([wanted[0], wanted[2]]);
      return { engine: "onnx" as const };
    },
  };
  await trainUntil(await Trainer.createWith({ ...options, provider: "cpu", out: run }, {}, parts), "batch", 1);
  const { engine } = await readRunConfig(run);
  expect(engine).toMatchObject({ name: "onnx", provider: "cpu" });
  await (await Trainer.resumeWith(run, {}, parts)).close();
  await (await Trainer.resumeWith(run, { engine: "auto" }, parts)).close();
  expect(asked).toEqual([
    ["onnx", "cpu"],
    ["onnx", "cpu"],
    ["auto", undefined],
  ]);
});

test("a provider of another engine, or that there is not, is refused", async () => {
  const create = (rest: object): Promise<Trainer> =>
    Trainer.createWith({ ...options, out: join(folder, "refused"), ...rest }, {}, onnx);
  await expect(create({ engine: "wasm", provider: "cpu" })).rejects.toThrow(
    /provider is an option of the engine onnx, not of wasm/,
  );
  await expect(create({ engine: undefined, provider: "cpu" })).rejects.toThrow(/not of auto/);
  await expect(create({ provider: "tpu" })).rejects.toThrow(/provider is tpu: expected cpu, webgpu, cuda, dml, coreml/);
});
