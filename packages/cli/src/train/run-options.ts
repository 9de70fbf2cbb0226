import type { RunConfig, TrainOptions } from "@atcs/train";

/** The options that a run was started with, all of them: as far as they decide what comes of it, and not where it runs. */
export function optionsOfRun({ dataset, task, network, loss, training }: RunConfig): Partial<TrainOptions> {
  const { split, fields, omitAngles, heightBins, clip, angles, validityMask, augment } = dataset;
  const { baseWidth, maxWidth, blocks } = network.config;
  const { classWeights, alpha, gamma, smoothnessWeight } = loss;
  return {
    dataset: dataset.path,
    ...{ split, task, fields, omitAngles, heightBins, clip, angles, validityMask, augment },
    ...{ network: network.name, baseWidth, maxWidth, blocks },
    ...{ loss: loss.kind, classWeights, alpha, gamma, smoothnessWeight },
    ...training,
  };
}
