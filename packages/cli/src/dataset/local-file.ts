import type { DatasetStore } from "@atcs/dataset";
import { UsageError } from "../errors.ts";
import type { DatasetLibrary } from "./library.ts";

/** Path of a file beside a dataset. @throws UsageError for a dataset at a URL, where nothing can be written */
export function localFile(store: DatasetStore, name: string): string {
  if (store.origin?.kind === "directory") return store.locate(name);
  throw new UsageError(`${store.name}: expected a dataset in a directory of this machine, where ${name} is written`);
}

/** @throws UsageError for a name that a split cannot have */
export function checkSplitName(library: DatasetLibrary, name: string): void {
  try {
    library.splitFile(name);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
