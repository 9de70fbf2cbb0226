import type { EpochMetrics, TrainEvent } from "@atcs/train";
import { expect, test } from "vitest";
import type { BarState } from "../../src/progress/bar.ts";
import { showTraining } from "../../src/train/show-progress.ts";

const metrics: EpochMetrics = {
  ...{ epoch: 2, step: 24, learningRate: 0.001, best: true, seconds: 10, imagesPerSecond: 12.345, waiting: 0.021 },
  memory: 1.2e9,
  train: { loss: 0.123456, dice: 0.5 },
  val: { loss: 0.2, dice: 0.45678, scores: {} },
};
const batch: TrainEvent = {
  ...{ kind: "batch", epoch: 2, batch: 3, batches: 12, loss: 0.123456, dice: null, imagesPerSecond: 12.345 },
  ...{ secondsLeft: 200, memory: 1.2e9 },
};

function shown(...events: TrainEvent[]): unknown[] {
  const calls: unknown[] = [];
  const note = (label: string) => (state: BarState) => calls.push([label, state.done, state.total, state.detail]);
  const show = showTraining({
    total: { update: note("total") },
    add: (label) => ({ update: note(label), remove: () => calls.push([label, "removed"]) }),
    line: (text) => calls.push(text),
    stop: async () => {},
  });
  const instances = { train: 96, val: 10 };
  show({ kind: "started", engine: "wasm", device: "WebAssembly SIMD", epoch: 1, epochs: 4, instances });
  for (const event of events) show(event);
  return calls.slice(1);
}

test("a batch: a bar for the epoch, and one for all with the time that the trainer foretells", () => {
  expect(shown(batch)).toEqual([
    ["epoch 2", 3, 12, ["batch 3 of 12", "loss 0.1235", "Dice unknown"]],
    ["total", 15, 48, ["3 min 20 s left", "epoch 2 of 4", "12.3 images/s", "1.2 GB"]],
  ]);
  const unknown = shown({ ...batch, secondsLeft: Number.NaN })[1] as unknown[];
  expect(unknown[3]).toEqual(["epoch 2 of 4", "12.3 images/s", "1.2 GB"]);
});

test("bars end with the epoch and with its evaluation", () => {
  const evaluating = (done: number): TrainEvent => ({ kind: "evaluating", epoch: 2, done, total: 10 });
  const calls = shown({ ...batch, batch: 12 }, evaluating(4), evaluating(10), { kind: "epoch", metrics });
  expect(
    calls.filter((call) => (call as unknown[])[1] === "removed" || (call as unknown[])[0] === "evaluation"),
  ).toEqual([
    ["epoch 2", "removed"],
    ["evaluation", 4, 10, "4 of 10 instances"],
    ["evaluation", 10, 10, "10 of 10 instances"],
    ["evaluation", "removed"],
  ]);
});

test("a line stays of each epoch", () => {
  expect(shown({ kind: "epoch", metrics })).toEqual([
    "epoch 2 of 4: loss 0.1235, Dice 0.5000; validation loss 0.2, Dice 0.4568, the best so far; learning rate 0.001; " +
      "12.3 images/s, 2 % waiting for data, 1.2 GB",
  ]);
  const [line] = shown({ kind: "epoch", metrics: { ...metrics, val: null, train: { loss: 1, dice: null } } });
  expect(line).toMatch(/^epoch 2 of 4: loss 1, Dice unknown; learning rate/);
});

test("what it runs on, where it goes on, and warnings", () => {
  const started: TrainEvent = {
    ...{ kind: "started", engine: "cpu", device: "JavaScript", epoch: 3, epochs: 4 },
    instances: { train: 1, val: 0 },
  };
  expect(shown(started, { kind: "warning", message: "slow" })).toEqual([
    "cpu on JavaScript, 1 instance for training, 0 for validation; going on with epoch 3 of 4",
    "atcs train: warning: slow",
  ]);
  expect(shown({ ...started, epoch: 5 })).toEqual([
    "cpu on JavaScript, 1 instance for training, 0 for validation; all 4 epochs are complete",
  ]);
});
