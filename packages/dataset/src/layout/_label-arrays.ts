import { DatasetError } from "../errors.ts";
import { isNumpyArray, type PickleValue } from "../pickle/types.ts";

/** Where labels were read, for messages. */
export interface LabelPlace {
  readonly file: string;
  readonly instanceId: number;
}

/** A dictionary of Python with texts for keys. */
export type LabelDict = ReadonlyMap<PickleValue, PickleValue>;

/** An array of numbers of any of numpy's types. */
export interface LabelArray {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

export function labelError(problem: string, place: LabelPlace): DatasetError {
  return new DatasetError("DATASET_INSTANCE", problem, place);
}

/** @throws DatasetError DATASET_INSTANCE unless there is a dictionary */
export function dictOf(value: PickleValue | undefined, what: string, place: LabelPlace): LabelDict {
  if (value instanceof Map) return value;
  throw labelError(`${what} ${value === undefined ? "is missing" : "is no dictionary"}`, place);
}

/**
 * @param shape what is expected; undefined for an axis of any length
 * @throws DatasetError DATASET_INSTANCE unless there is such an array of numbers
 */
export function arrayOf(
  value: PickleValue | undefined,
  what: string,
  shape: readonly (number | undefined)[],
  place: LabelPlace,
): LabelArray {
  if (value === undefined) throw labelError(`${what} is missing`, place);
  if (!isNumpyArray(value)) throw labelError(`${what} is no array of numpy`, place);
  const { data, dtype } = value;
  if (!numeric.test(dtype)) throw labelError(`${what} has elements of type ${dtype}: expected numbers`, place);
  const fits = value.shape.length === shape.length && shape.every((n, i) => n === undefined || n === value.shape[i]);
  if (!fits) {
    const expected = shape.map((n) => n ?? "any").join(", ");
    throw labelError(`${what} has the shape (${value.shape.join(", ")}): expected (${expected})`, place);
  }
  return { data: numbers(data as ArrayLike<number> | ArrayLike<bigint>), shape: value.shape };
}

const numeric = /^(bool|u?int(8|16|32|64)|float(16|32|64))$/;

function numbers(data: ArrayLike<number> | ArrayLike<bigint>): ArrayLike<number> {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  return data as ArrayLike<number>;
}

/** Integers of 16 bits. @throws DatasetError DATASET_INSTANCE for any other value */
export function int16Of({ data }: LabelArray, what: string, place: LabelPlace): Int16Array<ArrayBuffer> {
  const values = data instanceof Int16Array ? data.slice() : Int16Array.from(data);
  if (!(data instanceof Int16Array)) {
    for (let i = 0; i < data.length; i++) {
      if (values[i] === data[i]) continue;
      throw labelError(`${what} holds ${data[i]} at element ${i}: expected an integer of 16 bits`, place);
    }
  }
  return values as Int16Array<ArrayBuffer>;
}

/** Finite numbers within a range. @throws DatasetError DATASET_INSTANCE for any other */
export function checkRange(
  { data }: LabelArray,
  what: string,
  [least, most]: readonly [number, number],
  place: LabelPlace,
): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    // Written so that NaN fails too.
    if (value >= least && value <= most) continue;
    throw labelError(`${what} is ${value} at element ${i}: expected ${least} to ${most}`, place);
  }
}
