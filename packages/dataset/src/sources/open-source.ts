import { DatasetError } from "../errors.ts";
import { instanceInfoFile } from "../layout/instance-index.ts";
import { type DatasetLocation, openStore } from "../store/open-store.ts";
import type { DatasetStore } from "../store/types.ts";
import type { OperationOptions } from "../types.ts";
import { openNpySource } from "./npy.ts";
import type { InstanceSource } from "./types.ts";

/** Name of the single file that a dataset may be in. */
export const h5File = "atrain.h5";

/** An opened dataset. */
export interface OpenedSource {
  readonly source: InstanceSource;
  /** Where its split files are. */
  readonly store: DatasetStore;
  /** With the store's origin, what another thread needs to open the same. */
  readonly kind: SourceKind;
}

/** The layout of a dataset, and for a single file its name. */
export type SourceKind = { readonly layout: "npy" | "zarr" } | { readonly layout: "h5"; readonly file: string };

/**
 * Open a dataset, whatever its layout: npy and pickle files, a Zarr pack or a single `.h5` file, given itself or by its
 * directory.
 * @throws DatasetError DATASET_NOT_FOUND when there is none; DATASET_GENERATION when it is still being made; DATASET_LAYOUT
 * when its files are damaged
 */
export async function openSource(location: DatasetLocation, options: OperationOptions = {}): Promise<OpenedSource> {
  const file = typeof location === "string" ? /^(.*?)([^/\\]+\.(?:h5|hdf5))$/i.exec(location) : null;
  const store = openStore(file === null ? location : file[1] || ".");
  try {
    const kind: SourceKind = file === null ? await findKind(store, options) : { layout: "h5", file: file[2]! };
    return { source: await openKind(store, kind, options), store, kind };
  } catch (error) {
    // A store that fails to close must not hide why the dataset could not be opened.
    await Promise.resolve(store.close?.()).catch(() => {});
    throw error;
  }
}

/** Open a dataset of a layout that is known. The decoders of Zarr and HDF5 are only loaded for these. */
export async function openKind(
  store: DatasetStore,
  kind: SourceKind,
  options: OperationOptions = {},
): Promise<InstanceSource> {
  if (kind.layout === "npy") return openNpySource(store, options);
  if (kind.layout === "h5") return (await import("./h5.ts")).openH5Source(store, kind.file, options);
  return (await import("./zarr.ts")).openZarrSource(store, options);
}

async function findKind(store: DatasetStore, options: OperationOptions): Promise<SourceKind> {
  const has = async (path: string): Promise<boolean> => (await store.size(path, options)) !== undefined;
  if (await has("zarr.json")) return { layout: "zarr" };
  // The single file may lie beside the same lists as the many files.
  if (await has(h5File)) return { layout: "h5", file: h5File };
  if (await has(instanceInfoFile)) return { layout: "npy" };
  const unfinished = await unfinishedGeneration(store, has, options);
  if (unfinished !== undefined) throw unfinished;
  throw new DatasetError("DATASET_NOT_FOUND", `no dataset: expected ${instanceInfoFile}, zarr.json or ${h5File}`, {
    file: store.name,
  });
}

/** A generation writes the index when all is there: until then, what it needs to go on with is all that tells it. */
async function unfinishedGeneration(
  store: DatasetStore,
  has: (path: string) => Promise<boolean>,
  options: OperationOptions,
): Promise<DatasetError | undefined> {
  const { name } = store;
  const error = (problem: string): DatasetError => new DatasetError("DATASET_GENERATION", problem, { file: name });
  if (await has("shard.json")) {
    return error(
      "it is one shard of a generation, and not finished: finish it, then merge all with `atcs generate merge`",
    );
  }
  const shards = (await store.list?.("shards", options)) ?? [];
  // Anybody may have a folder of that name.
  if (shards.length > 0 && (await has("plan.json"))) {
    const merge = `atcs generate merge --out ${name}`;
    return error(`its generation is not finished: join its shards with \`${merge}\`, when each of them is complete`);
  }
  if (!(await has("plan.json")) && !(await has("journal.jsonl"))) return undefined;
  const resume = `atcs generate --out ${name} --resume`;
  return error(`its generation is not finished: go on with \`${resume}\` and the options that it was started with`);
}
