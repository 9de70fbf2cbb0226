import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ScoreBoard } from "@atcs/dataset/metrics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeCheckpoint, readCheckpoint, writeCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { readLastCheckpoint } from "../../src/checkpoint/find-checkpoint.ts";
import { noSums } from "../../src/checkpoint/progress-json.ts";
import { encodeSafetensors, readSafetensors } from "../../src/checkpoint/safetensors.ts";
import type { RunConfig } from "../../src/config/run-config.ts";
import { isTrainError } from "../../src/errors.ts";
import type { Progress } from "../../src/run/progress.ts";
import { smallConfig } from "../support/run-config.ts";
import { randomState } from "../support/small-state.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const file = join(folder, "last.safetensors");
const state = randomState(smallConfig);
const board = new ScoreBoard({ task: "bin_seg_3d", bins: 5, firstBin: 4, threshold: 0.5 });
board.add({ truth: Uint8Array.of(0, 1, 2, 255, 0), prediction: Float32Array.of(0.1, 0.9, 0.2, 1, 1) });

const progress: Progress = {
  epoch: 3,
  epochSums: {
    ...{ numerator: 0.1 + 0.2, denominator: 1 / 3, loss: 2.5, batches: 2, instances: 8 },
    ...{ scores: board.toJSON(), seconds: 1.25, waitingSeconds: 0.5 },
  },
  schedule: { learningRate: 1e-4, best: 0.7, sinceBest: 2 },
  best: { epoch: 2, dice: 0.7 },
};

const write = (given: Progress, config = smallConfig): Promise<void> =>
  writeCheckpoint(file, encodeCheckpoint({ state, progress: given }, config));

test.each<[string, Progress]>([
  ["in the middle of an epoch", progress],
  [
    "in the beginning",
    { ...progress, epoch: 0, epochSums: noSums, schedule: { ...progress.schedule, best: null }, best: null },
  ],
])("what is written is read, %s", async (_when, given) => {
  await write(given);
  expect(await readCheckpoint(file, smallConfig)).toEqual({ state, progress: given });
});

test("the tensors have the names and shapes of the parameters", async () => {
  await write(progress);
  const { tensors } = await readSafetensors(file);
  const names = [...tensors.keys()];
  expect(names.filter((name) => name.startsWith("parameters/"))).toHaveLength(state.parameters.size);
  expect(names.filter((name) => name.startsWith("second_moments/"))).toHaveLength(state.secondMoments.size);
  const kernel = names.find((name) => name.endsWith("/kernel"))!;
  expect(tensors.get(kernel)!.shape).toEqual([1, 1, 4, 3]);
  expect(names.some((name) => name.startsWith("first_moments/") && name.endsWith("moving_mean"))).toBe(false);
});

test("times do not change the digest's part that trainings have in common", async () => {
  const other = { ...progress, epochSums: { ...progress.epochSums, seconds: 9 } };
  const [a, b] = [progress, other].map((each) => encodeCheckpoint({ state, progress: each }, smallConfig));
  expect(Buffer.concat(a!.slice(1))).toEqual(Buffer.concat(b!.slice(1)));
});

test("any byte that is changed, anywhere, is found", async () => {
  await write(progress);
  const whole = readFileSync(file);
  const property = fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
    const damaged = Uint8Array.from(whole);
    damaged[at]! ^= change;
    // Blanks behind the header's JSON mean nothing.
    if (whole[at] === 0x20 && [0x09, 0x0a, 0x0d].includes(damaged[at]!)) return;
    writeFileSync(file, damaged);
    await expect(readCheckpoint(file, smallConfig)).rejects.toSatisfy((error) =>
      isTrainError(error, "TRAIN_CHECKPOINT"),
    );
  });
  await fc.assert(property, { numRuns: 300 });
  writeFileSync(file, whole.subarray(0, whole.length - 1));
  await expect(readCheckpoint(file, smallConfig)).rejects.toThrow(/bytes of data: expected/);
});

test("a state that is not finite is refused with its file", async () => {
  const own = randomState(smallConfig);
  const [values] = own.secondMoments.values();
  values![1] = Number.POSITIVE_INFINITY;
  await writeCheckpoint(file, encodeCheckpoint({ state: own, progress }, smallConfig));
  await expect(readCheckpoint(file, smallConfig)).rejects.toThrow(
    expect.objectContaining({ file, message: expect.stringMatching(/the second moment of \S+ is Infinity at 1: /) }),
  );
});

describe("a checkpoint of something else says what differs", () => {
  const { network, training } = smallConfig;
  test.each<[Partial<RunConfig>, RegExp]>([
    [
      { network: { ...network, config: { ...network.config, maxWidth: 4 } } },
      /network.config.maxWidth is 4, and 3 in the run/,
    ],
    [{ training: { ...training, seed: 9 } }, /it is of another training: training.seed is 9, and 0 in the run/],
  ])("%#", async (changed, message) => {
    const other = { ...smallConfig, ...changed };
    await writeCheckpoint(file, encodeCheckpoint({ state: randomState(other), progress }, other));
    await expect(readCheckpoint(file, smallConfig)).rejects.toThrow(
      expect.objectContaining({ code: "TRAIN_CHECKPOINT", file, message: expect.stringMatching(message) }),
    );
  });

  test("a file of safetensors that is no checkpoint", async () => {
    writeFileSync(file, Buffer.concat(encodeSafetensors([], {})));
    await expect(readCheckpoint(file, smallConfig)).rejects.toThrow(/its format is null: expected "atcs-checkpoint-1"/);
    writeFileSync(file, Buffer.concat(encodeSafetensors([], { format: "atcs-checkpoint-1", identity: "5" })));
    await expect(readCheckpoint(file, smallConfig)).rejects.toThrow(/it is of another training|does not say what/);
  });
});

describe("the last checkpoint of a directory", () => {
  const directory = join(folder, "checkpoints");
  mkdirSync(directory);
  const put = (name: string, epoch: number): Promise<void> =>
    writeCheckpoint(
      join(directory, name),
      encodeCheckpoint({ state, progress: { ...progress, epoch, epochSums: noSums } }, smallConfig),
    );

  test("is none before the first was written", async () => {
    expect(await readLastCheckpoint(directory, smallConfig)).toBeUndefined();
    expect(await readLastCheckpoint(join(folder, "nowhere"), smallConfig)).toBeUndefined();
    // What cannot be read is another matter.
    await write(progress);
    await expect(readLastCheckpoint(file, smallConfig)).rejects.toMatchObject({ code: "TRAIN_IO", file });
  });

  test("is damaged: the latest sound one is named", async () => {
    await put("last.safetensors", 12);
    expect((await readLastCheckpoint(directory, smallConfig))?.progress.epoch).toBe(12);
    const last = join(directory, "last.safetensors");
    const bytes = readFileSync(last);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(last, bytes);
    await expect(readLastCheckpoint(directory, smallConfig)).rejects.toThrow(
      `${last}: it is damaged: its bytes are not those that were written (SHA-256); no other checkpoint of the run is sound`,
    );
    await put("epoch-0005.safetensors", 5);
    await put("best.safetensors", 3);
    await put("epoch-0010.safetensors", 10);
    writeFileSync(join(directory, "epoch-0010.safetensors"), "");
    const error = await readLastCheckpoint(directory, smallConfig).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "TRAIN_CHECKPOINT",
      file: last,
      message: expect.stringMatching(
        /; go on from checkpoints\/epoch-0005\.safetensors, which is sound and of epoch 5 \(/,
      ),
    });
  });
});
