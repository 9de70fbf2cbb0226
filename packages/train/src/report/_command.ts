import { fieldSchemes, resolveFields } from "@atcs/dataset";
import type { RunConfig } from "../config/run-config.ts";
import { shellWord } from "../shell-word.ts";

/** The command that makes the same training again, in another directory: an option on each line. */
export function commandOf(config: RunConfig): string {
  const { dataset, task, network, loss, training, engine } = config;
  const { baseWidth, maxWidth, blocks } = network.config;
  const options: Record<string, string | number | boolean | undefined> = {
    out: "RUN",
    split: dataset.split,
    task,
    fields: fieldsText(dataset.fields),
    "omit-angles": dataset.omitAngles.length === 0 ? undefined : dataset.omitAngles.join(","),
    "height-bins": dataset.heightBins.join(":"),
    clip: dataset.clip === false ? "none" : dataset.clip,
    angles: dataset.angles,
    "validity-mask": dataset.validityMask,
    augment: dataset.augment,
    network: network.name,
    "base-width": baseWidth,
    "max-width": maxWidth,
    blocks: isUNet(network.name) ? blocks : undefined,
    loss: loss.kind,
    "class-weights": loss.classWeights.join(","),
    alpha: loss.alpha?.join(","),
    gamma: loss.gamma,
    "smoothness-weight": loss.smoothnessWeight,
    epochs: training.epochs,
    "batch-size": training.batchSize,
    "micro-batch": training.microBatch,
    "learning-rate": training.learningRate,
    patience: training.patience,
    factor: training.factor,
    "evaluate-every": training.evaluateEvery,
    "checkpoint-every": training.checkpointEvery,
    threshold: training.threshold,
    seed: training.seed,
    engine: engine.name,
  };
  const texts = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return [value === true ? `--${name}` : `--${name} ${shellWord(String(value))}`];
  });
  return [`atcs train ${shellWord(dataset.path)}`, ...texts].join(" \\\n  ");
}

/** The name of the scheme that the fields are, or the fields. */
export function fieldsText(fields: readonly string[]): string {
  const names = fields.join(",");
  const isThese = (scheme: string): boolean =>
    resolveFields(scheme)
      .map(({ name }) => name)
      .join(",") === names;
  return fieldSchemes.find(isThese) ?? names;
}

/** Configurations name blocks of all networks, and only these have them. */
export function isUNet(network: RunConfig["network"]["name"]): boolean {
  return network.startsWith("unet");
}
