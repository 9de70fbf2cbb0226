import type { StoredArrayOf, StoredInput, StoredValues } from "../../_typed-array.ts";
import type { Hdf4Dtype } from "./number-types.ts";

/** The typed array that holds the elements of a type when writing; it may lie in shared memory. */
export type Hdf4InputArrayOf = Pick<StoredArrayOf, Hdf4Dtype>;

/** Values in C order: the type's own array, or numbers that the type can hold. */
export type Hdf4Values<D extends Hdf4Dtype = Hdf4Dtype> = StoredValues<D>;

/** What can be written to a data set: values in C order, or an ndarray with any strides. */
export type Hdf4Input<D extends Hdf4Dtype = Hdf4Dtype> = StoredInput<D>;
