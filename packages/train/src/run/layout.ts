/** Names of what a run directory holds. */
export const runFiles = {
  /** Everything needed to repeat the run. */
  config: "config.json",
  /** One entry for each start of the run: versions, device. */
  environment: "environment.json",
  /** One line for each epoch. */
  metrics: "metrics.jsonl",
  /** Event files of TensorBoard. */
  tensorboard: "tensorboard",
  checkpoints: "checkpoints",
  /** The best weights, in the format of tfjs, for use elsewhere. */
  model: "model",
  /** `predictions/<subset>/<id>.npy` and meta.json. */
  predictions: "predictions",
  /** `evaluation/<subset>/evaluation.json` and figures. */
  evaluation: "evaluation",
  report: "report.html",
  lock: "run.lock",
} as const;

/** Names of checkpoints in `checkpoints/`. */
export const checkpointFiles = {
  last: "last.safetensors",
  best: "best.safetensors",
  /** @param epoch from 1 */
  ofEpoch: (epoch: number): string => `epoch-${String(epoch).padStart(4, "0")}.safetensors`,
} as const;
