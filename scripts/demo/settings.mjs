// What the demo simulates, generates and trains: the options of its commands, in camelCase.

/** Everything is learned and scored as this task: where are clouds, in three dimensions? */
const task = "bin_seg_3d";

/**
 * The job as it is shown: some minutes on two cores. The belt is narrow and the patches are small so that there are many half
 * orbits, which differ more from each other than the patches of one do: with half as many, simple_conv learns them by heart.
 */
export const fullSettings = {
  out: "demo-out",
  simulate: { from: "2008-06-03", to: "2008-06-18", granulesPerDay: 8, latRange: "40,43", seed: 0, workers: 2 },
  generate: {
    ...{ patchSize: 16, samplesPerGranule: 3, minLabels: 10, nadirPadding: 5 },
    ...{ fields: "directional", workers: 2 },
  },
  split: { ratio: 0.75, seed: 0 },
  /** Narrow enough that their text can be read on a phone. */
  figures: { format: "svg", examples: 4, width: 110 },
  /**
   * Of all networks: the fastest engine that there is, with two threads where it has threads, since their number changes the last
   * bits. Batch normalisation is over the whole batch: over four patches it costs 0.03 of Dice.
   */
  train: {
    task,
    classWeights: "1,2",
    augment: true,
    epochs: 36,
    ...{ batchSize: 16, microBatch: 16, learningRate: "2e-3", patience: 3, factor: 0.3 },
    ...{ seed: 1, engine: "auto", workers: 2 },
  },
  networks: {
    single_pixel: { maxWidth: 128 },
    simple_conv: { baseWidth: 32, maxWidth: 64 },
  },
};

/** The same job at a size that shows nothing but that it runs: for continuous integration. */
export const quickSettings = {
  ...fullSettings,
  out: "demo-out/quick",
  simulate: { ...fullSettings.simulate, to: "2008-06-05", granulesPerDay: 2, latRange: "41,43" },
  generate: { ...fullSettings.generate, samplesPerGranule: 2 },
  split: { ratio: 0.5, seed: 0 },
  figures: { ...fullSettings.figures, examples: 2 },
  train: { ...fullSettings.train, batchSize: 4, microBatch: 4 },
  networks: {
    single_pixel: { maxWidth: 16, epochs: 3 },
    simple_conv: { baseWidth: 8, maxWidth: 8, epochs: 2 },
  },
};
