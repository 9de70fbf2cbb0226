import { asObject, type Place, unexpected } from "../layout/_json.ts";

/** Names of the files of an array. */
export interface ChunkKeys {
  /** As packs have them: `c/0/0`. */
  readonly isPlain: boolean;
  /** @param place of the file along each axis */
  keyOf(place: readonly number[]): string;
}

/** @param value the `chunk_key_encoding` of an array @throws DatasetError DATASET_LAYOUT */
export function parseChunkKeys(value: unknown, path: string, place: Place): ChunkKeys {
  const what = `the chunk_key_encoding of ${path}`;
  const json = asObject(value, what, place);
  if (json.name !== "default" && json.name !== "v2") throw unexpected(what, json.name, '"default" or "v2"', place);
  const isDefault = json.name === "default";
  const { separator = isDefault ? "/" : "." } = asObject(json.configuration ?? {}, what, place);
  if (separator !== "/" && separator !== ".") {
    throw unexpected(`the separator of ${path}`, separator, '"/" or "."', place);
  }
  const begin = isDefault ? ["c"] : [];
  return { isPlain: isDefault && separator === "/", keyOf: (numbers) => [...begin, ...numbers].join(separator) };
}
