import { join } from "node:path";
import { expect, test } from "vitest";
import { openTensorBoard } from "../../src/tensorboard/observer.ts";
import type { TrainEvent } from "../../src/trainer/events.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { batchEvent, epochEvent, started, validation } from "./_events.ts";
import { type ReadEvent, readEvents } from "./_read-events.ts";
import { onlyFile } from "./_support.ts";

const folder = temporaryFolder();
const wallTime = (): number => 1_700_000_000;

const scalars = (events: readonly ReadEvent[]): unknown[] =>
  events.filter(({ scalar }) => scalar !== undefined).map(({ tag, step, scalar }) => [tag, step, scalar]);

test("events become numbers over the updates that were made", async () => {
  const directory = join(folder, "numbers");
  const board = await openTensorBoard(directory, { wallTime });
  await board.onEvent(batchEvent(2, 4));
  await board.onEvent(batchEvent(2, 10, null));
  await board.onEvent({ kind: "evaluating", epoch: 2, done: 1, total: 5 });
  await board.onEvent(epochEvent(2, validation));
  await board.onEvent(epochEvent(3, null));
  await board.close();
  const events = readEvents(onlyFile(directory));
  expect(scalars(events)).toEqual([
    ["batch/loss", 14, Math.fround(1 / 24)],
    ["batch/dice", 14, 0.5],
    ["batch/loss", 20, Math.fround(1 / 30)],
    ["train/loss", 20, 0.5],
    ["train/dice", 20, 0.25],
    ["learning_rate", 20, Math.fround(0.001)],
    ["val/loss", 20, 0.75],
    ["val/dice", 20, 0.5],
    ["val/iou", 20, 0.375],
    ["val/cloud_top_height_bin_offset", 20, 2.5],
    ["images_per_second", 20, 8.5],
    ["waiting", 20, 0.125],
    ["memory", 20, 3 * 2 ** 30],
    ["train/loss", 30, Math.fround(1 / 3)],
    ["train/dice", 30, 0.25],
    ["learning_rate", 30, Math.fround(0.001)],
    ["images_per_second", 30, 8.5],
    ["waiting", 30, 0.125],
    ["memory", 30, 3 * 2 ** 30],
  ]);
  expect(events[1]).toMatchObject({ sessionStatus: 1, step: 0 });
});

test("what a penalty adds is a number of its own", async () => {
  const directory = join(folder, "penalty");
  const board = await openTensorBoard(directory, { wallTime });
  await board.onEvent({ ...batchEvent(2, 10, null), objective: 2 } as TrainEvent);
  const epoch = epochEvent(2, null) as Extract<TrainEvent, { kind: "epoch" }>;
  const train = { ...epoch.metrics.train, objective: 3 };
  await board.onEvent({ ...epoch, metrics: { ...epoch.metrics, train } });
  await board.close();
  expect(scalars(readEvents(onlyFile(directory))).slice(0, 4)).toEqual([
    ["batch/loss", 20, Math.fround(1 / 30)],
    ["batch/objective", 20, 2],
    ["train/loss", 20, 0.5],
    ["train/objective", 20, 3],
  ]);
});

test("of a training that goes on, later steps of earlier files are discarded, and what it says at its start is kept", async () => {
  const directory = join(folder, "resumed");
  const board = await openTensorBoard(directory, { wallTime, step: 14 });
  await board.onEvent(started);
  await board.onEvent({ kind: "warning", message: "a `lock`\n is # waited for" });
  // Not closed: texts and epochs are on the disk at once.
  const [, session, run, warning] = readEvents(onlyFile(directory));
  expect(session).toMatchObject({ sessionStatus: 1, step: 15 });
  expect(run).toMatchObject({ tag: "run", step: 14 });
  expect(run?.text).toContain(
    "Epoch 1 of 3 on `wasm: WebAssembly 'SIMD'`; 20 instances for training, 5 for validation.",
  );
  expect(warning).toMatchObject({ tag: "warnings", step: 14, text: "`a 'lock' is # waited for`" });
  await board.close();
});

test("curtains become images", async () => {
  const directory = join(folder, "curtains");
  const board = await openTensorBoard(directory, { wallTime });
  const curtain = { count: 2, bins: 2, truth: Uint8Array.of(0, 1, 2, 255), prediction: Uint8Array.of(0, 1, 2, 3) };
  await board.onCurtains(
    20,
    [5, 12].map((instanceId) => ({ instanceId, ...curtain })),
  );
  await board.close();
  const [, , first, second] = readEvents(onlyFile(directory));
  expect(first).toMatchObject({ tag: "curtains/5", step: 20, image: { width: 320, height: 246 } });
  expect(second).toMatchObject({ tag: "curtains/12", step: 20 });
});
