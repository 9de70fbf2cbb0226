/**
 * The data of each element type, in C order.
 *
 * - `bool`: 0 or 1.
 * - `float16`: widened to float32, exactly.
 * - `complex64`, `complex128`: real and imaginary part of each element in turn, so twice as many numbers as elements.
 * - `bytes` (numpy's `S`): one character per byte, code 0 to 255; `str` (numpy's `U`): text. Without the trailing zeros
 *   that numpy pads with.
 * - `datetime64`, `timedelta64`: counts of the array's `unit`; -2^63 is NaT.
 */
export interface NumpyData {
  bool: Uint8Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  float16: Float32Array;
  float32: Float32Array;
  float64: Float64Array;
  complex64: Float32Array;
  complex128: Float64Array;
  bytes: string[];
  str: string[];
  datetime64: BigInt64Array;
  timedelta64: BigInt64Array;
}

/** Element types of numpy that are read. */
export type NumpyDtype = keyof NumpyData;

/** Element types that are written. */
export type WritableNumpyDtype = Exclude<NumpyDtype, "float16" | "bytes" | "str" | "datetime64" | "timedelta64">;

/** The fields of an array of one element type. */
export interface NumpyArrayOf<D extends NumpyDtype> {
  readonly dtype: D;
  /** Length of each dimension; `[]` for a single value. */
  readonly shape: readonly number[];
  /** Elements in C order (last dimension fastest), in the machine's byte order. */
  readonly data: NumpyData[D];
  /** Only for `datetime64` and `timedelta64`: numpy's name of the unit, as `s` or `25us`; `generic` for none. */
  readonly unit?: string;
}

/** An array of numpy; `dtype` says which kind of `data` it has. */
export type NumpyArray<D extends NumpyDtype = NumpyDtype> = { [K in D]: NumpyArrayOf<K> }[D];

/** An array that can be written. */
export type WritableNumpyArray = NumpyArray<WritableNumpyDtype>;

/** Typed arrays whose element type in numpy is known. */
export type NumpyTypedArray = Exclude<NumpyData[WritableNumpyDtype], string[]>;
