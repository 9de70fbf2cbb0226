import type { FieldArray } from "@atcs/colocate";
import type { NumericDtype } from "@atcs/hdf";

/** Makes arrays of counts. */
interface CountArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): FieldArray;
  from(values: ArrayLike<number>): FieldArray;
}

/** Arrays of counts, by the type in the file; 64-bit integers become float64. */
export const countArrays: Readonly<Record<NumericDtype, CountArrayConstructor>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: Float64Array,
  uint64: Float64Array,
  float32: Float32Array,
  float64: Float64Array,
};
