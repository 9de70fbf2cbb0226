import type * as files from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import type { EngineSession } from "../../src/engines/types.ts";
import { TrainError } from "../../src/errors.ts";
import { readMetrics } from "../../src/run/metrics-log.ts";
import { memoryError } from "../../src/trainer/failures.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { bound } from "../support/bound.ts";
import { localParts } from "../support/local-parts.ts";
import { smallConfig } from "../support/run-config.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const dataset = join(folder, "dataset");
const disk = vi.hoisted(() => ({ isFull: false }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof files>();
  const open: typeof real.open = async (path, flags) => {
    if (disk.isFull && flags !== "r") throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    return real.open(path, flags);
  };
  return { ...real, open };
});

beforeAll(async () => void (await writeSmallDataset(dataset)));
beforeEach(() => {
  disk.isFull = false;
});

/** A training whose second epoch, of three batches each, meets this. */
async function trainWith(name: string, wrap: (session: EngineSession) => EngineSession): Promise<Trainer> {
  return Trainer.createWith({ ...smallOptions, dataset, out: join(folder, name) }, {}, localParts(wrap));
}

/** A session in which something else happens at one step. @param at from 1 */
const atStep =
  (at: number, happen: (step: ReturnType<EngineSession["step"]>) => ReturnType<EngineSession["step"]>) =>
  (session: EngineSession): EngineSession => {
    let count = 0;
    const step: EngineSession["step"] = (...batch) => {
      const made = session.step(...batch);
      return ++count === at ? happen(made) : made;
    };
    return { ...bound(session), step };
  };

/** The last checkpoint is that of the end of the first epoch. */
async function expectKept(trainer: Trainer): Promise<void> {
  const last = await readCheckpoint(join(trainer.path, "checkpoints/last.safetensors"), trainer.config);
  expect([last.progress.epoch, last.progress.epochSums.batches, last.state.step]).toEqual([1, 0, 3]);
}

/** The same, and the training goes on from it to its end. */
async function expectIntact(trainer: Trainer): Promise<void> {
  await expectKept(trainer);
  const resumed = await Trainer.resumeWith(trainer.path, {}, localParts());
  expect((await resumed.run()).epochs).toBe(3);
  expect((await readMetrics(join(trainer.path, "metrics.jsonl"))).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
}

describe("a loss that is not finite stops the training", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])("%s: batch, instances and what to try are told", async (loss) => {
    const trainer = await trainWith(
      `loss-${loss}`,
      atStep(5, async (step) => ({ ...(await step), loss })),
    );
    let ids: readonly number[] = [];
    const error = await trainer.run().catch((reason: unknown) => reason);
    ids = (error as TrainError).instanceIds ?? [];
    expect(ids).toHaveLength(2);
    expect(error).toMatchObject({ code: "TRAIN_LOSS" });
    expect((error as Error).message).toBe(
      `the loss is ${loss} in batch 2 of epoch 2 (instances ${ids.join(", ")}): try a smaller learning rate than 0.01, or look at these instances with \`atcs validate\`; the last checkpoint is as it was`,
    );
    if (Number.isNaN(loss)) await expectIntact(trainer);
    else await expectKept(trainer);
  });

  test("and so do logits, in training and in the evaluation", async () => {
    const spoil = atStep(4, async (step) => {
      const result = await step;
      result.logits[3] = Number.NaN;
      return result;
    });
    await expect((await trainWith("logits", spoil)).run()).rejects.toThrow(/a logit is NaN in batch 1 of epoch 2/);
    let evaluations = 0;
    const evaluated = await trainWith("evaluation", (session) => ({
      ...bound(session),
      logitsAtLabels: async (batch) => {
        const logits = await session.logitsAtLabels(batch);
        return ++evaluations === 3 ? logits.fill(Number.NEGATIVE_INFINITY) : logits;
      },
    }));
    await expect(evaluated.run()).rejects.toThrow(/a logit is -Infinity in the evaluation of epoch 2 \(instances \d\)/);
    await expectKept(evaluated);
  });
});

test("an engine that is lost, or out of memory, leaves the last checkpoint", async () => {
  const lost = new TrainError("TRAIN_ENGINE_LOST", "the worker died");
  const trainer = await trainWith(
    "lost",
    atStep(6, () => Promise.reject(lost)),
  );
  await expect(trainer.run()).rejects.toBe(lost);
  await expectKept(trainer);
});

test("a disk that is full leaves the last checkpoint", async () => {
  const trainer = await trainWith("full", (session) => session);
  const onEvent = ({ kind }: { kind: string }): void => {
    if (kind === "epoch") disk.isFull = true;
  };
  await expect(trainer.run({ onEvent })).rejects.toThrow(
    expect.objectContaining({
      code: "TRAIN_IO",
      message: expect.stringMatching(/cannot be written \(the disk is full: /),
    }),
  );
  disk.isFull = false;
  await expectKept(trainer);
});

test("a full disk at a checkpoint within an epoch leaves the one before", async () => {
  const trainer = await trainWith("full-within", (session) => session);
  const onEvent = ({ kind }: { kind: string }): void => {
    if (kind === "epoch") disk.isFull = true;
  };
  const saving = trainer.run({ onEvent, checkpointSeconds: 0 });
  await expect(saving).rejects.toThrow(/checkpoints\/last\.safetensors: it cannot be written \(the disk is full/);
  disk.isFull = false;
  await expectKept(trainer);
});

test("what an observer throws ends the training", async () => {
  const trainer = await trainWith("observer", (session) => session);
  const onEvent = (): void => {
    throw new Error("no such plot");
  };
  await expect(trainer.run({ onEvent })).rejects.toThrow("no such plot");
  (await Trainer.resumeWith(trainer.path, {}, localParts())).close();
});

test("memory that runs out in this thread is told with what to try", () => {
  const found = memoryError(new RangeError("Array buffer allocation failed"), smallConfig);
  expect(found).toMatchObject({ code: "TRAIN_MEMORY" });
  expect((found as Error).message).toMatch(
    /for batches of 4 in micro-batches of 2, .*: go on with less --prefetch, or start another run with --micro-batch 1 /,
  );
  const other = new RangeError("epochs is 0");
  expect(memoryError(other, smallConfig)).toBe(other);
});
