import type * as dataset from "@atcs/dataset";
import { chooseExamples } from "../figures/choose-examples.ts";

/** What {@link checkDataset} reads with. */
export type DatasetTools = Pick<typeof dataset, "openSource" | "validateDataset" | "isDatasetError">;

/** What a quick look at a dataset has shown. */
export interface DatasetReport {
  readonly path: string;
  /** Undefined when it cannot be opened. */
  readonly layout: "npy" | "h5" | "zarr" | undefined;
  readonly instances: number;
  /** Ids of those that were read. */
  readonly checked: readonly number[];
  /** What is wrong: of an instance, or of the dataset. */
  readonly problems: readonly DatasetProblem[];
}

/** What is wrong with a dataset. */
export interface DatasetProblem {
  /** Undefined when it is not about one. */
  readonly instance: number | undefined;
  readonly message: string;
}

/** Enough to see that images and labels are there and can be read. */
const exampleCount = 5;

/** Open a dataset and validate a few of its instances. Its faults are told, not thrown. */
export async function checkDataset(path: string, tools: DatasetTools, signal: AbortSignal): Promise<DatasetReport> {
  try {
    const { source } = await tools.openSource(path, { signal });
    try {
      const checked = chooseExamples(source.ids, exampleCount);
      const { problems, damaged } = await tools.validateDataset(someOf(source, checked), { signal });
      return {
        path,
        layout: source.layout,
        instances: source.ids.length,
        checked,
        problems: [
          ...problems.map((message) => ({ instance: undefined, message: `${path}: ${message}` })),
          ...damaged.flatMap(({ id, problems: found }) =>
            found.map(({ problem, file }) => ({
              instance: id,
              message: `${file === undefined ? "" : `${file}, `}instance ${id}: ${problem}`,
            })),
          ),
        ],
      };
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!tools.isDatasetError(error)) throw error;
    const problems = [{ instance: undefined, message: error.message }];
    return { path, layout: undefined, instances: 0, checked: [], problems };
  }
}

/** A dataset as if it had no other instances. */
function someOf(source: dataset.InstanceSource, ids: readonly number[]): dataset.InstanceSource {
  const chosen = new Set(ids);
  return {
    layout: source.layout,
    name: source.name,
    generation: source.generation,
    ids,
    has: (id) => chosen.has(id),
    info: (id) => source.info(id),
    imageFile: (id) => source.imageFile(id),
    readImage: (id, channels, options) => source.readImage(id, channels, options),
    readLabels: (id, options) => source.readLabels(id, options),
    close: () => source.close(),
  };
}
