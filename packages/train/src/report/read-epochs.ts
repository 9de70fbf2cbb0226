import { TrainError } from "../errors.ts";
import { readMetrics } from "../run/metrics-log.ts";
import type { EpochMetrics } from "../trainer/events.ts";

/**
 * The metrics of the epochs of a run, each whole; none when there is no such file.
 * @throws TrainError TRAIN_RUN, naming file and line, for one that is damaged; TRAIN_IO
 */
export async function readEpochs(file: string): Promise<EpochMetrics[]> {
  const epochs = await readMetrics(file);
  const wrong = epochs.findIndex((epoch) => !isComplete(epoch));
  if (wrong < 0) return epochs;
  throw new TrainError("TRAIN_RUN", `line ${wrong + 1} is damaged: expected the metrics of an epoch`, { file });
}

function isComplete({ train, val, ...others }: EpochMetrics): boolean {
  const names = ["epoch", "learningRate", "seconds", "imagesPerSecond", "waiting", "memory"] as const;
  if (!names.every((name) => Number.isFinite(others[name]))) return false;
  const isScore = (value: unknown): boolean => value === null || Number.isFinite(value);
  const isPart = (part: unknown): part is { loss: unknown; dice: unknown; scores: unknown } =>
    typeof part === "object" && part !== null && ["loss", "dice"].every((name) => isScore(Reflect.get(part, name)));
  if (!isPart(train) || !(val === null || isPart(val))) return false;
  if (val === null) return true;
  return typeof val.scores === "object" && val.scores !== null && Object.values(val.scores).every(isScore);
}
