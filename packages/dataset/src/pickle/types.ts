import type { NumpyArray, WritableNumpyArray } from "../npy/types.ts";

/**
 * A value of a pickle. Python's types arrive as:
 *
 * - None: null; bool: boolean; str: string; bytes and bytearray: Uint8Array, a view of the file's bytes.
 * - int: number, or bigint beyond 2^53; float: number. So 1 and 1.0 are the same.
 * - list: array; tuple: {@link PickleTuple}, which is an array as well; set and frozenset: Set; dict: Map, as its keys
 *   may be anything. Keys and members that are tuples or bytes are told apart by identity, not by content.
 * - numpy arrays: NumpyArray, as from `readNpy`. Scalars of numpy: like Python's; complex numbers and dates as arrays of
 *   shape `[]`.
 *
 * A value that is shared in the pickle is shared here, so lists and dicts may contain themselves.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | NumpyArray
  | PickleValue[]
  | PickleTuple
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>;

/** A value that can be written; a whole number is an int of Python, any other a float. */
export type WritablePickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | WritableNumpyArray
  | readonly WritablePickleValue[]
  | ReadonlyMap<WritablePickleValue, WritablePickleValue>
  | ReadonlySet<WritablePickleValue>;

/** A tuple of Python: an array that is written as a tuple again. Make one with `PickleTuple.of(a, b)`. */
export class PickleTuple<T = PickleValue> extends Array<T> {
  /** What `map` and the like return is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  static override of<T>(...items: T[]): PickleTuple<T> {
    const tuple = new PickleTuple<T>();
    for (const item of items) tuple.push(item);
    return tuple;
  }
}

/** Is this value of a pickle an array of numpy? */
export function isNumpyArray(value: PickleValue | undefined): value is NumpyArray {
  return typeof value === "object" && value !== null && "dtype" in value && "shape" in value;
}
