import type { DatasetFacts } from "../data/dataset-facts.ts";
import type { TrainingTask } from "../engines/types.ts";
import type { RunConfig } from "./run-config.ts";

/** What an engine is told of a run. */
export function trainingTask(
  config: RunConfig,
  { radianceChannels }: Pick<DatasetFacts, "radianceChannels">,
): TrainingTask {
  const { kind, classWeights, alpha, gamma, smoothnessWeight } = config.loss;
  return {
    network: config.network.name,
    config: config.network.config,
    loss: { kind, task: config.task, classWeights, ...(kind === "focal" ? { alpha, gamma } : {}) },
    smoothnessWeight,
    radianceChannels,
  };
}
