import type { EpochMetrics, TrainEvent } from "../../src/trainer/events.ts";

export const started: TrainEvent = {
  ...{ kind: "started", engine: "wasm", device: "WebAssembly `SIMD`", epoch: 1, epochs: 3 },
  instances: { train: 20, val: 5 },
};

/** Of 10 batches. */
export function batchEvent(epoch: number, batch: number, dice: number | null = 0.5): TrainEvent {
  const numbers = { loss: 1 / (10 * epoch + batch), dice, imagesPerSecond: 8, secondsLeft: 60, memory: 2e9 };
  return { kind: "batch", epoch, batch, batches: 10, ...numbers };
}

export function epochEvent(epoch: number, val: EpochMetrics["val"]): TrainEvent {
  const metrics: EpochMetrics = {
    ...{ epoch, step: 10 * epoch, learningRate: 0.001, train: { loss: 1 / epoch, dice: 0.25 } },
    ...{ val, best: false, seconds: 12, imagesPerSecond: 8.5, waiting: 0.125, memory: 3 * 2 ** 30 },
  };
  return { kind: "epoch", metrics };
}

export const validation: EpochMetrics["val"] = {
  loss: 0.75,
  dice: 0.5,
  scores: { dice: 0.5, iou: 0.375, precision: null, tp: 17, cloud_top_height_bin_offset: 2.5 },
};
