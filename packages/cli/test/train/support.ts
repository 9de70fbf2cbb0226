import type { RunConfig } from "@atcs/train";

/** A configuration of a run of `bin_seg_3d`. */
export const runConfig: RunConfig = {
  version: 1,
  dataset: {
    path: "/data",
    fingerprint: "0".repeat(64),
    statistics: "1".repeat(64),
    split: "default",
    fields: ["I865P", "Q865P"],
    omitAngles: [3, 12],
    heightBins: [4, 103],
    clip: "physical",
    angles: "default",
    validityMask: false,
    augment: true,
  },
  task: "bin_seg_3d",
  network: {
    name: "unet_2d",
    config: { channels: 28, task: "bin_seg_3d", bins: 99, baseWidth: 16, blocks: 5, maxWidth: 512, size: [32, 40] },
  },
  loss: { kind: "cross_entropy", classWeights: [0.25, 1.75], smoothnessWeight: 0 },
  training: {
    ...{ epochs: 20, batchSize: 8, microBatch: 2, learningRate: 0.001, patience: 10, factor: 0.1 },
    ...{ evaluateEvery: 1, checkpointEvery: 5, threshold: 0.5, seed: 0 },
  },
  engine: { name: "wasm", workers: 2 },
  loader: { workers: 1, prefetch: 2 },
};
