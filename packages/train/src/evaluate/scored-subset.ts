import { AtcsDataset, type HeightBins, isDatasetError, type OperationOptions } from "@atcs/dataset";
import { TrainError } from "../errors.ts";
import { refusal } from "./problems.ts";
import type { PredictionsSettings } from "./settings.ts";

/** What decides about the truth that predictions are scored against. */
export type SubsetSettings = Pick<PredictionsSettings, "task" | "split" | "subset"> & {
  /** @default all */
  readonly heightBins: HeightBins | undefined;
};

/** How a {@link ScoredSubset} is opened. */
export interface OpenScoredOptions extends OperationOptions {
  /** Of dataset and split, where it is known: to find it all labels are read. */
  readonly fingerprint?: string | undefined;
}

/** The instances that predictions are scored against. Close it after use. */
export class ScoredSubset {
  readonly data: AtcsDataset;
  readonly fingerprint: string;
  /** Those that were chosen, or all that the labels have. */
  readonly heightBins: HeightBins;
  readonly #points = new Map<number, number>();

  private constructor(data: AtcsDataset, fingerprint: string, heightBins: HeightBins) {
    this.data = data;
    this.fingerprint = fingerprint;
    this.heightBins = heightBins;
  }

  /**
   * @throws (rejects with) TrainError TRAIN_SUBMISSION when the dataset has no such split or height bins, TRAIN_DATASET when there
   * is no instance; DatasetError; the reason of the signal
   */
  static async open(
    location: string,
    settings: SubsetSettings,
    { fingerprint, signal }: OpenScoredOptions = {},
  ): Promise<ScoredSubset> {
    const data = await openSubset(location, settings, { signal });
    try {
      const [first] = data.ids;
      if (first === undefined) {
        const problem = `the split "${settings.split}" has no instance in the subset "${settings.subset}"`;
        throw new TrainError("TRAIN_DATASET", problem, { file: data.name });
      }
      const { bins } = await data.labels(first, { signal });
      const heightBins = data.heightBins ?? [0, bins];
      if (heightBins[1] > bins) {
        const found = heightBins.join(", ");
        throw refusal(`heightBins is [${found}]: expected a range within the ${bins} bins of the dataset's labels`);
      }
      return new ScoredSubset(data, fingerprint ?? (await data.fingerprint({ signal })), heightBins);
    } catch (error) {
      await data.close();
      throw error;
    }
  }

  /** Label points of an instance. @throws DatasetError */
  async points(id: number, options: OperationOptions = {}): Promise<number> {
    const known = this.#points.get(id);
    if (known !== undefined) return known;
    const { count } = await this.data.labels(id, options);
    this.#points.set(id, count);
    return count;
  }

  /** Safe to call twice. */
  close(): Promise<void> {
    return this.data.close();
  }

  /** What `await using` calls: `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function openSubset(
  location: string,
  { task, split, subset, heightBins }: SubsetSettings,
  { signal }: OperationOptions,
): Promise<AtcsDataset> {
  try {
    // No image is looked at, so that no statistics are needed.
    return await AtcsDataset.open(location, { task, split, subset, heightBins, normalize: false, signal });
  } catch (error) {
    if (!isDatasetError(error, "DATASET_SPLIT")) throw error;
    throw new TrainError("TRAIN_SUBMISSION", `split is "${split}", and of the dataset: ${error.problem}`, {
      cause: error,
    });
  }
}
