import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { NumpyArray, NumpyDtype } from "../../src/npy/types.ts";
import { PickleTuple, type PickleValue } from "../../src/pickle/types.ts";

/** An array as `fixtures/numpy/truth.py` describes it. */
export interface ArrayTruth {
  readonly dtype: NumpyDtype;
  readonly shape: number[];
  readonly unit?: string;
  readonly texts?: string[];
  readonly base64?: string;
}

/** A value of a pickle, described likewise. */
export type ValueTruth =
  | null
  | boolean
  | string
  | { readonly int: string }
  | { readonly float: string }
  | { readonly bytes: string }
  | { readonly array: ArrayTruth }
  | { readonly list: ValueTruth[] }
  | { readonly tuple: ValueTruth[] }
  | { readonly set: ValueTruth[] }
  | { readonly dict: [ValueTruth, ValueTruth][] };

/** A file of Python and what it holds. */
export interface TruthCase<T> {
  readonly name: string;
  readonly truth: T;
  /** In base64. */
  readonly file: string;
}

export type NpyCase = TruthCase<ArrayTruth> & { readonly fortranOrder: boolean };

/** Folder of the programs and files. */
export const truthFolder: string = fileURLToPath(new URL("../fixtures/numpy/", import.meta.url));

export const npyCases: readonly NpyCase[] = readCases("npy");
export const pickleCases: readonly TruthCase<ValueTruth>[] = ["pickle-numpy1", "pickle-numpy2"].flatMap((name) =>
  readCases<TruthCase<ValueTruth>>(name).map((made) => ({ ...made, name: `${name}: ${made.name}` })),
);

function readCases<T>(name: string): T[] {
  return JSON.parse(readFileSync(`${truthFolder}${name}.json`, "utf8")) as T[];
}

/** Bytes at an address that fits every element type. */
export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

const constructors = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
  datetime64: BigInt64Array,
  timedelta64: BigInt64Array,
};

export function arrayOfTruth({ dtype, shape, unit, texts, base64 }: ArrayTruth): NumpyArray {
  const Elements = constructors[dtype as keyof typeof constructors];
  const data = texts ?? new Elements(fromBase64(base64 as string).slice().buffer);
  return { dtype, shape, data, ...(unit === undefined ? {} : { unit }) } as NumpyArray;
}

export function valueOfTruth(truth: ValueTruth): PickleValue {
  if (truth === null || typeof truth !== "object") return truth;
  if ("int" in truth) {
    const number = Number(truth.int);
    return Number.isSafeInteger(number) ? number : BigInt(truth.int);
  }
  if ("float" in truth) {
    const special = { inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY, nan: Number.NaN };
    return special[truth.float as keyof typeof special] ?? Number(truth.float);
  }
  if ("bytes" in truth) return new Uint8Array(Buffer.from(truth.bytes, "hex"));
  if ("array" in truth) return arrayOfTruth(truth.array);
  if ("list" in truth) return truth.list.map(valueOfTruth);
  if ("tuple" in truth) return PickleTuple.of(...truth.tuple.map(valueOfTruth));
  if ("set" in truth) return new Set(truth.set.map(valueOfTruth));
  return new Map(truth.dict.map(([key, value]) => [valueOfTruth(key), valueOfTruth(value)]));
}
