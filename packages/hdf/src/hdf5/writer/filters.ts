import { checkOptions } from "../../_check-options.ts";
import { checkDeflateLevel, type DeflateLevel, deflate } from "../../_deflate.ts";
import { dtypeOfArray } from "../../_typed-array.ts";
import { toLittleEndian } from "./number-types.ts";
import type { Hdf5ChunkFilters, Hdf5InputArray } from "./types.ts";

/**
 * Apply the filters of a data set to a chunk, in a worker for example, for `writeEncodedChunk`. The same data gives the
 * same bytes on one platform; another version of zlib may compress differently.
 *
 * @param data the elements of a whole chunk in C order, not to be changed before the result is there
 * @param filters those of the data set
 * @returns the bytes to store; without filters they may be those of `data` itself
 * @throws TypeError, RangeError for wrong arguments
 */
export async function encodeChunk(data: Hdf5InputArray, filters: Hdf5ChunkFilters = {}): Promise<Uint8Array> {
  if (dtypeOfArray(data) === undefined) throw new TypeError(`encodeChunk: expected a typed array, got ${typeof data}`);
  checkOptions("encodeChunk", filters, ["shuffle", "deflate"]);
  return applyFilters(data, checkFilters(filters, "encodeChunk"));
}

/** Filters that are checked. */
export interface CheckedFilters {
  readonly shuffle: boolean;
  readonly deflate: DeflateLevel | undefined;
}

/** @throws TypeError, RangeError */
export function checkFilters({ shuffle = false, deflate }: Hdf5ChunkFilters, what: string): CheckedFilters {
  if (typeof shuffle !== "boolean") {
    throw new TypeError(`${what}: expected shuffle to be true or false, got ${shuffle}`);
  }
  return { shuffle, deflate: checkDeflateLevel(deflate, what) };
}

/** The bytes of a chunk as they are stored. */
export async function applyFilters(data: Hdf5InputArray, filters: CheckedFilters): Promise<Uint8Array> {
  let bytes = toLittleEndian(data);
  if (filters.shuffle) bytes = shuffle(bytes, data.BYTES_PER_ELEMENT);
  return filters.deflate === undefined ? bytes : deflate(bytes, filters.deflate);
}

/** First the lowest bytes of all elements, then the next, ... */
function shuffle(bytes: Uint8Array, elementSize: number): Uint8Array {
  const count = bytes.length / elementSize;
  const shuffled = new Uint8Array(bytes.length);
  for (let byte = 0; byte < elementSize; byte++) {
    const plane = byte * count;
    for (let i = 0; i < count; i++) shuffled[plane + i] = bytes[i * elementSize + byte]!;
  }
  return shuffled;
}
