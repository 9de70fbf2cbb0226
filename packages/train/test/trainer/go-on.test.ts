import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { readMetrics } from "../../src/run/metrics-log.ts";
import { readRunConfig } from "../../src/run/run-directory.ts";
import type { TrainEvent } from "../../src/trainer/events.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { cpuParts } from "../support/cpu-parts.ts";
import { digest } from "../support/digest.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const options = { ...smallOptions, dataset: at("dataset"), epochs: 4, checkpointEvery: 1, learningRate: 2e-2 };

beforeAll(async () => {
  await writeSmallDataset(at("dataset"));
  await (await Trainer.createWith({ ...options, out: at("whole") }, {}, cpuParts())).run();
});

const checkpoints = (run: string): string[] =>
  ["last", "best", "epoch-0003"].map((name) => digest(join(run, `checkpoints/${name}.safetensors`)));

const copy = (name: string): string => {
  cpSync(at("whole"), at(name), { recursive: true });
  return at(name);
};

test("from an earlier checkpoint the same is trained again", async () => {
  const run = copy("from");
  writeFileSync(join(run, "checkpoints/last.safetensors"), "damaged");
  const events: TrainEvent[] = [];
  const trainer = await Trainer.resumeWith(run, { from: "checkpoints/epoch-0002.safetensors" }, cpuParts());
  expect(trainer.epoch).toBe(2);
  expect(await readMetrics(join(run, "metrics.jsonl"))).toHaveLength(2);
  await trainer.run({ onEvent: (event) => void events.push(event) });
  expect(events[0]).toMatchObject({ kind: "started", epoch: 3, epochs: 4 });
  expect(checkpoints(run)).toEqual(checkpoints(at("whole")));
  expect((await readMetrics(join(run, "metrics.jsonl"))).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
});

test("more epochs may be asked for, and another loader", async () => {
  const run = copy("more");
  const trainer = await Trainer.resumeWith(run, { epochs: 5, engine: "cpu", workers: 3 }, cpuParts());
  expect((await trainer.run()).epochs).toBe(5);
  expect((await readRunConfig(run)).training.epochs).toBe(5);
  const environments = JSON.parse(readFileSync(join(run, "environment.json"), "utf8"));
  expect(environments.map(({ epoch }: { epoch: number }) => epoch)).toEqual([0, 4]);
});

test("a training that is complete has nothing left to do", async () => {
  const run = copy("complete");
  const events: TrainEvent[] = [];
  const result = await (await Trainer.resumeWith(run, {}, cpuParts())).run({ onEvent: (e) => void events.push(e) });
  const { best } = (await readCheckpoint(join(run, "checkpoints/best.safetensors"), await readRunConfig(run))).progress;
  expect(result).toEqual({ run, epochs: 4, best, last: null });
  expect(events.map(({ kind }) => kind)).toEqual(["started"]);
  expect(checkpoints(run)).toEqual(checkpoints(at("whole")));
});

describe("the best checkpoint", () => {
  test("that a killed process had not written yet is made of the last one", async () => {
    const run = copy("killed");
    const config = await readRunConfig(run);
    const { progress } = await readCheckpoint(join(run, "checkpoints/last.safetensors"), config);
    const bestEpoch = progress.best!.epoch;
    const name = `checkpoints/epoch-000${bestEpoch}.safetensors`;
    const old = bestEpoch === 1 ? "" : readFileSync(join(run, "checkpoints/epoch-0001.safetensors"));
    writeFileSync(join(run, "checkpoints/best.safetensors"), old);
    writeFileSync(join(run, "checkpoints/last.safetensors"), readFileSync(join(run, name)));
    await (await Trainer.resumeWith(run, {}, cpuParts())).close();
    expect(readFileSync(join(run, "checkpoints/best.safetensors"))).toEqual(readFileSync(join(run, name)));
  });

  test("that is lost is told, and the next evaluation makes another", async () => {
    const run = copy("lost");
    const longer = await Trainer.resumeWith(run, { epochs: 5 }, cpuParts());
    const control = new AbortController();
    const onBatch = ({ kind }: TrainEvent): void => void (kind === "batch" && control.abort(new Error("enough")));
    await expect(longer.run({ signal: control.signal, onEvent: onBatch })).rejects.toThrow("enough");
    writeFileSync(join(run, "checkpoints/best.safetensors"), "");
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    const trainer = await Trainer.resumeWith(run, { onWarning }, cpuParts());
    expect(warnings).toEqual([
      expect.stringMatching(/best\.safetensors: it has 0 bytes: .*; the best weights so far \(epoch \d\) are lost/),
    ]);
    expect((await trainer.run()).best!.epoch).toBe(5);
  });
});

test("warnings of engines are told", async () => {
  const warnings: string[] = [];
  const parts = { ...cpuParts(), chooseEngine: async () => ({ engine: "cpu" as const, warning: "slow" }) };
  const start = { onWarning: (message: string) => void warnings.push(message) };
  await (await Trainer.createWith({ ...options, out: at("warned") }, start, parts)).close();
  expect(warnings).toEqual(["slow"]);
});
