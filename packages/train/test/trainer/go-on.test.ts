import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Checkpoint, encodeCheckpoint, readCheckpoint, writeCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { readMetrics } from "../../src/run/metrics-log.ts";
import { readRunConfig } from "../../src/run/run-directory.ts";
import type { TrainEvent } from "../../src/trainer/events.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { digest } from "../support/digest.ts";
import { localParts } from "../support/local-parts.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const options = { ...smallOptions, dataset: at("dataset"), epochs: 4, checkpointEvery: 1, learningRate: 2e-2 };

beforeAll(async () => {
  await writeSmallDataset(at("dataset"));
  await (await Trainer.createWith({ ...options, out: at("whole") }, {}, localParts())).run();
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
  const trainer = await Trainer.resumeWith(run, { from: "checkpoints/epoch-0002.safetensors" }, localParts());
  expect(trainer.epoch).toBe(2);
  expect(await readMetrics(join(run, "metrics.jsonl"))).toHaveLength(2);
  await trainer.run({ onEvent: (event) => void events.push(event) });
  expect(events[0]).toMatchObject({ kind: "started", epoch: 3, epochs: 4 });
  expect(checkpoints(run)).toEqual(checkpoints(at("whole")));
  expect((await readMetrics(join(run, "metrics.jsonl"))).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
});

test("from an earlier checkpoint, and killed before anything is trained, it goes on from there", async () => {
  const run = copy("from-killed");
  await (await Trainer.resumeWith(run, { from: "checkpoints/epoch-0002.safetensors" }, localParts())).close();
  const { progress } = await readCheckpoint(join(run, "checkpoints/last.safetensors"), await readRunConfig(run));
  expect(progress.epoch).toBe(2);
  await (await Trainer.resumeWith(run, {}, localParts())).run();
  expect((await readMetrics(join(run, "metrics.jsonl"))).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  expect(checkpoints(run)).toEqual(checkpoints(at("whole")));
});

test("more epochs may be asked for, and another loader", async () => {
  const run = copy("more");
  const given = { epochs: 5, engine: "cpu", workers: 3, loaderWorkers: 0, prefetch: 0 } as const;
  const trainer = await Trainer.resumeWith(run, given, localParts());
  expect(trainer.config.loader).toEqual({ workers: 0, prefetch: 0 });
  expect((await trainer.run()).epochs).toBe(5);
  expect((await readRunConfig(run)).training.epochs).toBe(5);
  const environments = JSON.parse(readFileSync(join(run, "environment.json"), "utf8"));
  expect(environments.map(({ epoch }: { epoch: number }) => epoch)).toEqual([0, 4]);
});

test("the dataset may have moved", async () => {
  const run = copy("moved");
  cpSync(at("dataset"), at("elsewhere"), { recursive: true });
  const trainer = await Trainer.resumeWith(run, { dataset: at("elsewhere"), epochs: 5 }, localParts());
  expect((await trainer.run()).epochs).toBe(5);
  expect((await readRunConfig(run)).dataset.path).toBe(at("elsewhere"));
  await writeSmallDataset(at("another"), { points: 3 });
  await expect(Trainer.resumeWith(run, { dataset: at("another") }, localParts())).rejects.toMatchObject({
    code: "TRAIN_DATASET",
    file: at("another"),
  });
});

test("a training that is complete has nothing left to do", async () => {
  const run = copy("complete");
  const events: TrainEvent[] = [];
  const eventFiles = readdirSync(join(run, "tensorboard"));
  const result = await (await Trainer.resumeWith(run, {}, localParts())).run({ onEvent: (e) => void events.push(e) });
  const { best } = (await readCheckpoint(join(run, "checkpoints/best.safetensors"), await readRunConfig(run))).progress;
  expect(result).toEqual({ run, epochs: 4, best, last: null });
  expect(events).toMatchObject([{ kind: "started", epoch: 5, epochs: 4 }]);
  expect(readdirSync(join(run, "tensorboard"))).toEqual(eventFiles);
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
    await (await Trainer.resumeWith(run, {}, localParts())).close();
    expect(readFileSync(join(run, "checkpoints/best.safetensors"))).toEqual(readFileSync(join(run, name)));
  });

  test("that is lost is told, and the next evaluation makes another", async () => {
    const run = copy("lost");
    const longer = await Trainer.resumeWith(run, { epochs: 5 }, localParts());
    const control = new AbortController();
    const onBatch = ({ kind }: TrainEvent): void => void (kind === "batch" && control.abort(new Error("enough")));
    await expect(longer.run({ signal: control.signal, onEvent: onBatch })).rejects.toThrow("enough");
    writeFileSync(join(run, "checkpoints/best.safetensors"), "");
    for (const epoch of [1, 2, 3, 4]) rmSync(join(run, `checkpoints/epoch-000${epoch}.safetensors`));
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    const trainer = await Trainer.resumeWith(run, { onWarning }, localParts());
    expect(warnings).toEqual([
      expect.stringMatching(
        /best\.safetensors: it is cut off, or no checkpoint: .*; the best weights so far \(epoch \d\) are lost/,
      ),
    ]);
    expect((await trainer.run()).best!.epoch).toBe(5);
  });
});

describe("of a later epoch, the best checkpoint", () => {
  /** A run whose best epoch is the fourth and whose checkpoint of the second knows of one before. */
  async function rewound(name: string, change: (run: string) => void): Promise<{ run: string; warnings: string[] }> {
    const run = copy(name);
    const config = await readRunConfig(run);
    const read = (epoch: number) => readCheckpoint(join(run, `checkpoints/epoch-000${epoch}.safetensors`), config);
    const write = (file: string, { state, progress }: Checkpoint, best: number) =>
      writeCheckpoint(
        join(run, `checkpoints/${file}.safetensors`),
        encodeCheckpoint({ state, progress: { ...progress, best: { epoch: best, dice: 0.1 * best } } }, config),
      );
    for (const [epoch, best] of [
      [1, 1],
      [2, 1],
      [4, 4],
    ] as const) {
      await write(`epoch-000${epoch}`, await read(epoch), best);
    }
    await write("best", await read(4), 4);
    change(run);
    const warnings: string[] = [];
    const options = {
      from: "checkpoints/epoch-0002.safetensors",
      onWarning: (text: string) => void warnings.push(text),
    };
    await (await Trainer.resumeWith(run, options, localParts())).close();
    return { run, warnings };
  }

  test("is replaced by that of the best epoch so far", async () => {
    const { run, warnings } = await rewound("rewound", () => {});
    expect(warnings).toEqual([]);
    expect(digest(join(run, "checkpoints/best.safetensors"))).toBe(
      digest(join(run, "checkpoints/epoch-0001.safetensors")),
    );
  });

  test("is told to be lost when that is not there", async () => {
    const { warnings } = await rewound("rewound-lost", (run) =>
      rmSync(join(run, "checkpoints/epoch-0001.safetensors")),
    );
    expect(warnings).toEqual([
      expect.stringMatching(
        /best\.safetensors: it is of epoch 4: expected epoch 1; the best weights so far \(epoch 1\) are lost/,
      ),
    ]);
  });
});

test("a checkpoint that is kept, and that a killed process had not written yet, is made of the last one", async () => {
  const run = copy("unkept");
  const file = join(run, "checkpoints/epoch-0004.safetensors");
  const before = digest(file);
  rmSync(file);
  await (await Trainer.resumeWith(run, {}, localParts())).close();
  expect(digest(file)).toBe(before);
});

test("micro-batches of a GPU stay as they are elsewhere, with a warning", async () => {
  const onGpu = { ...localParts(), chooseEngine: async () => ({ engine: "webgpu" as const }) };
  const out = at("from-gpu");
  await (await Trainer.createWith({ ...options, batchSize: 4, microBatch: 4, out }, {}, onGpu)).close();
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  await (await Trainer.resumeWith(out, { onWarning }, onGpu)).close();
  expect(warnings).toEqual([]);
  await (await Trainer.resumeWith(out, { onWarning }, localParts())).close();
  expect(warnings).toEqual([
    "micro-batches have 4 instances, as the run was started with on webgpu: on wasm that may take too much memory; if so, start another run with --micro-batch 2",
  ]);
});

test("warnings of engines are told", async () => {
  const warnings: string[] = [];
  const parts = { ...localParts(), chooseEngine: async () => ({ engine: "wasm" as const, warning: "slow" }) };
  const start = { onWarning: (message: string) => void warnings.push(message) };
  await (await Trainer.createWith({ ...options, out: at("warned") }, start, parts)).close();
  expect(warnings).toEqual(["slow"]);
});
