// What the demo simulates, generates and trains: the options of its commands, in camelCase.

/** Everything is learned and scored as this task: where are clouds, in three dimensions? */
const task = "bin_seg_3d";

/**
 * The job as it is shown: some minutes on two cores. The belt is narrow and the patches are small so that there are many half
 * orbits, which differ more from each other than the patches of one do.
 */
export const fullSettings = {
  out: "demo-out",
  simulate: { from: "2008-06-03", to: "2008-06-10", granulesPerDay: 8, latRange: "40,43", seed: 0, workers: 2 },
  generate: { patchSize: 32, samplesPerGranule: 4, minLabels: 20, fields: "directional", workers: 2 },
  split: { ratio: 0.75, seed: 0 },
  /** Narrow enough that their text can be read on a phone. */
  figures: { format: "svg", examples: 4, width: 110 },
  /** Of all networks; `wasm` computes the same bits on every machine of a kind, whatever GPU there is. */
  train: {
    task,
    classWeights: "1,3",
    batchSize: 4,
    microBatch: 4,
    learningRate: "2e-3",
    seed: 1,
    engine: "wasm",
    workers: 2,
  },
  networks: {
    single_pixel: { maxWidth: 64, epochs: 8 },
    simple_conv: { baseWidth: 32, maxWidth: 32, epochs: 10 },
  },
};

/** The same job at a size that shows nothing but that it runs: for continuous integration. */
export const quickSettings = {
  ...fullSettings,
  out: "demo-out/quick",
  simulate: { ...fullSettings.simulate, to: "2008-06-05", granulesPerDay: 2, latRange: "41,43" },
  generate: { ...fullSettings.generate, samplesPerGranule: 2, minLabels: 10 },
  split: { ratio: 0.5, seed: 0 },
  figures: { ...fullSettings.figures, examples: 2 },
  networks: {
    single_pixel: { maxWidth: 16, epochs: 3 },
    simple_conv: { baseWidth: 8, maxWidth: 8, epochs: 2 },
  },
};
