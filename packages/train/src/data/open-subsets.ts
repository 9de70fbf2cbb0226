import { AtcsDataset, type OpenDatasetOptions } from "@atcs/dataset";
import { TrainError } from "../errors.ts";

/** What is trained on, and what is validated with. */
export interface Subsets {
  readonly train: AtcsDataset;
  /** Never augmented. */
  readonly val: AtcsDataset;
  close(): Promise<void>;
}

/** How a dataset is opened for training; names as in configurations. */
export interface SubsetsOptions extends Pick<OpenDatasetOptions, "task" | "fields" | "omitAngles" | "heightBins"> {
  readonly path: string;
  readonly split: string;
  readonly clip: "physical" | "published" | false;
  readonly angles: "default" | "sincos" | "raw";
  readonly validityMask: boolean;
  readonly augment: boolean;
}

/**
 * Open both subsets of a split.
 * @throws DatasetError as `AtcsDataset.open` has them; TrainError TRAIN_DATASET for a subset without instances
 */
export async function openSubsets(options: SubsetsOptions, signal?: AbortSignal): Promise<Subsets> {
  const { path, augment, split, task, fields, omitAngles, heightBins, clip, angles, validityMask } = options;
  const shared = { split, task, fields, omitAngles, heightBins, clip, angles, validityMask };
  const train = await AtcsDataset.open(path, { ...shared, augment, subset: "train", signal });
  let val: AtcsDataset | undefined;
  try {
    val = await AtcsDataset.open(path, { ...shared, subset: "val", signal });
    for (const data of [train, val]) checkNotEmpty(data, split);
    const both = [train, val];
    return { train, val, close: async () => void (await Promise.all(both.map((data) => data.close()))) };
  } catch (error) {
    await train.close();
    await val?.close();
    throw error;
  }
}

function checkNotEmpty({ length, subset, name }: AtcsDataset, split: string): void {
  if (length > 0) return;
  const purpose = subset === "train" ? "training" : "validation";
  const problem = `the split "${split}" has no instance for ${purpose}: make another with \`atcs split\``;
  throw new TrainError("TRAIN_DATASET", problem, { file: name });
}
