import type { AsyncReadable } from "zarrita";
import { isDatasetError } from "../../src/errors.ts";
import type { DatasetStore } from "../../src/store/types.ts";

/** A store of a dataset as zarrita wants it. */
export function zarritaStore(store: DatasetStore): Required<AsyncReadable> {
  const orUndefined = async (read: Promise<Uint8Array>): Promise<Uint8Array | undefined> => {
    try {
      return await read;
    } catch (error) {
      if (isDatasetError(error, "DATASET_NOT_FOUND")) return undefined;
      throw error;
    }
  };
  return {
    get: (key, { signal } = {}) => orUndefined(store.read(key.slice(1), { signal })),
    getRange: async (key, range, { signal } = {}) => {
      const path = key.slice(1);
      if ("offset" in range) return orUndefined(store.read(path, { ...range, signal }));
      const size = await store.size(path, { signal });
      if (size === undefined) return undefined;
      return orUndefined(store.read(path, { offset: Math.max(0, size - range.suffixLength), signal }));
    },
  };
}
