import type * as dataset from "@atcs/dataset";
import type { DatasetStore, Split } from "@atcs/dataset";

/** The name that a split has when none is given. */
const defaultSplit = "default";

/**
 * A split of a dataset.
 * @param name undefined for the default one, which need not be there
 * @throws DatasetError DATASET_SPLIT for one that was asked for and is not there, or is damaged
 */
export async function readSplit(
  { splitFile, parseSplit, DatasetError }: Pick<typeof dataset, "splitFile" | "parseSplit" | "DatasetError">,
  store: DatasetStore,
  name: string | undefined,
  signal: AbortSignal,
): Promise<Split | undefined> {
  const path = splitFile(name ?? defaultSplit);
  const file = store.locate(path);
  if ((await store.size(path, { signal })) === undefined) {
    if (name === undefined) return undefined;
    throw new DatasetError("DATASET_SPLIT", `there is no split ${JSON.stringify(name)}`, { file });
  }
  const text = new TextDecoder().decode(await store.read(path, { signal }));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DatasetError("DATASET_SPLIT", "it is no JSON", { file, cause });
  }
  return parseSplit(json, file);
}
