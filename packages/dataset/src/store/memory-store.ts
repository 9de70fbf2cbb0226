import { DatasetError } from "../errors.ts";
import type { DatasetStore } from "./types.ts";

/** Files that are in memory: bytes or text by path. */
export function memoryStore(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer> | string>,
  name = "memory",
): DatasetStore {
  const bytesOf = (path: string): Uint8Array<ArrayBuffer> | undefined => {
    const content = files.get(path);
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  const locate = (path: string): string => `${name}/${path}`;
  return {
    name,
    locate,
    read: async (path, { offset = 0, length, signal } = {}) => {
      signal?.throwIfAborted();
      const bytes = bytesOf(path);
      if (bytes === undefined) throw new DatasetError("DATASET_NOT_FOUND", "no such file", { file: locate(path) });
      return bytes.subarray(offset, length === undefined ? undefined : offset + length);
    },
    size: async (path) => bytesOf(path)?.length,
    list: async (folder) => {
      const start = folder === "" ? "" : `${folder}/`;
      const below = [...files.keys()].filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
      return [...new Set(below.map((path) => /^[^/]*\/?/.exec(path)![0]))].sort();
    },
  };
}
