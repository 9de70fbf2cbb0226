import type { RunConfig } from "../../src/config/run-config.ts";

/** A configuration of a small network. */
export const smallConfig: RunConfig = {
  version: 1,
  dataset: {
    path: "/data/small",
    fingerprint: "ab12",
    statistics: "cd34",
    split: "default",
    fields: ["I670P", "thetas"],
    omitAngles: [0, 15],
    heightBins: [4, 9],
    clip: "physical",
    angles: "default",
    validityMask: false,
    augment: false,
  },
  task: "bin_seg_3d",
  network: {
    name: "single_pixel",
    config: { channels: 4, task: "bin_seg_3d", bins: 5, baseWidth: 64, blocks: 4, maxWidth: 3, size: [6, 6] },
  },
  loss: { kind: "cross_entropy", classWeights: [0.5, 1.5], smoothnessWeight: 0 },
  training: {
    epochs: 3,
    batchSize: 4,
    microBatch: 2,
    learningRate: 1e-3,
    patience: 10,
    factor: 0.1,
    evaluateEvery: 1,
    checkpointEvery: 5,
    threshold: 0.5,
    seed: 0,
  },
  engine: { name: "cpu", workers: 1 },
  loader: { workers: 0, prefetch: 2 },
};
