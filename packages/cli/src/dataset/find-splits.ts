import { readdir } from "node:fs/promises";
import type { DatasetError, DatasetStore, Split, Statistics } from "@atcs/dataset";
import type { DatasetLibrary } from "./library.ts";

/** A split beside a dataset, as far as it can be read. */
export interface FoundSplit {
  readonly name: string;
  readonly split: Split | undefined;
  readonly statistics: Statistics | undefined;
  /** Its files by name: the split, and its statistics if there are any. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  /** Why a file cannot be read. */
  readonly errors: readonly DatasetError[];
}

/**
 * The splits of a dataset, by name. Where files cannot be listed, such as by HTTP, only the one of the name "default".
 * @param only find this one alone; it must be there
 * @throws DatasetError DATASET_IO for a file that cannot be read now
 */
export async function findSplits(
  library: DatasetLibrary,
  store: DatasetStore,
  only: string | undefined,
  signal: AbortSignal,
): Promise<FoundSplit[]> {
  if (only !== undefined) await mustExist(library, store, only, signal);
  const names = only === undefined ? await listNames(library, store, signal) : [only];
  const found: FoundSplit[] = [];
  for (const name of names) {
    const split = await readFound(library, store, name, signal);
    // Whatever else is JSON.
    if (split.split !== undefined || split.errors.length > 0) found.push(split);
    else if (only !== undefined) {
      const file = store.locate(library.splitFile(name));
      throw new library.DatasetError("DATASET_SPLIT", "it is no split: expected lists train and val", { file });
    }
  }
  return found;
}

async function mustExist(
  { splitFile, DatasetError }: DatasetLibrary,
  store: DatasetStore,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const path = splitFile(name);
  if ((await store.size(path, { signal })) !== undefined) return;
  throw new DatasetError("DATASET_SPLIT", `there is no split ${JSON.stringify(name)}`, { file: store.locate(path) });
}

/** Names that splits may have, of all files that may be some. */
async function listNames(library: DatasetLibrary, store: DatasetStore, signal: AbortSignal): Promise<string[]> {
  const { origin } = store;
  if (origin?.kind !== "directory") {
    return (await store.size(library.splitFile("default"), { signal })) === undefined ? [] : ["default"];
  }
  const files = await readdir(origin.path);
  const names = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -".json".length));
  return names.filter((name) => isSplitName(library, name)).sort();
}

function isSplitName(library: DatasetLibrary, name: string): boolean {
  try {
    return library.splitFile(name) === `${name}.json`;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function readFound(
  library: DatasetLibrary,
  store: DatasetStore,
  name: string,
  signal: AbortSignal,
): Promise<FoundSplit> {
  const documents = new Map<string, Uint8Array>();
  const errors: DatasetError[] = [];
  const read = async <T>(
    path: string,
    code: "DATASET_SPLIT" | "DATASET_STATS",
    parse: (json: unknown, file: string) => T,
  ): Promise<T | undefined> => {
    try {
      const bytes = await store.read(path, { signal });
      const file = store.locate(path);
      const value = parse(parseJson(library, bytes, file, code), file);
      if (value !== undefined) documents.set(path, bytes);
      return value;
    } catch (error) {
      // What a disk or server does not give now says nothing about the split.
      if (!library.isDatasetError(error) || library.isDatasetError(error, "DATASET_IO")) throw error;
      errors.push(error);
      return undefined;
    }
  };
  const split = await read(library.splitFile(name), "DATASET_SPLIT", (json, file) =>
    isSplitLike(json) ? library.parseSplit(json, file) : undefined,
  );
  const path = library.statisticsFile(name);
  const hasStatistics = split !== undefined && (await store.size(path, { signal })) !== undefined;
  const statistics = hasStatistics ? await read(path, "DATASET_STATS", library.parseStatistics) : undefined;
  return { name, split, statistics, documents, errors };
}

function isSplitLike(json: unknown): boolean {
  return typeof json === "object" && json !== null && "train" in json && "val" in json;
}

function parseJson(
  { DatasetError }: DatasetLibrary,
  bytes: Uint8Array,
  file: string,
  code: "DATASET_SPLIT" | "DATASET_STATS",
): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (cause) {
    throw new DatasetError(code, "it is no JSON", { file, cause });
  }
}
