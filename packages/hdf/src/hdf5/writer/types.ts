import type { AttributeInput, TypedAttributeInput } from "../../_attribute-values.ts";
import type { StoredArrayOf, StoredInput } from "../../_typed-array.ts";
import type { NumericDtype } from "../../types.ts";
import type { Hdf5DatasetWriter } from "./dataset-writer.ts";

/** The typed array that holds the elements of a type when writing; it may lie in shared memory. */
export type Hdf5InputArrayOf = Pick<StoredArrayOf, NumericDtype>;

/** Any typed array that can be written. */
export type Hdf5InputArray = Hdf5InputArrayOf[NumericDtype];

/**
 * What can be written to a data set: the type's own array or numbers that the type can hold (bigints for 64-bit
 * integers), both in C order, or an ndarray with any strides.
 */
export type Hdf5Input<D extends NumericDtype = NumericDtype> = StoredInput<D>;

/** An attribute of numbers with its type and shape. */
export interface Hdf5NumericAttribute {
  readonly dtype: NumericDtype;
  /** A number outside the range of `dtype`, or a fraction for an integer, is a RangeError. */
  readonly value: number | bigint | readonly (number | bigint)[] | Hdf5InputArray;
  /** `[]` is a scalar. @default `[]` for a single number, else `[value.length]` */
  readonly shape?: readonly number[];
}

/** An attribute of text with its length and shape. */
export interface Hdf5TextAttribute {
  readonly dtype: "string";
  readonly value: string | readonly string[];
  /** Bytes of every string, filled with NUL; shorter than a string is a RangeError. @default that of the longest */
  readonly length?: number;
  /**
   * Keep the strings outside of the object header, each with its own length, which is how the C library takes the texts
   * of some attributes (`DIMENSION_LABELS`) and h5py writes any; they cannot hold NUL. Not together with `length`.
   * @default false
   */
  readonly variableLength?: boolean;
  /** `[]` is a scalar. @default `[]` for a string, else `[value.length]` */
  readonly shape?: readonly number[];
}

/**
 * Value of an attribute to write, by the rules of {@link AttributeInput}:
 *
 * | value | stored as |
 * |---|---|
 * | number, numbers | float64: scalar, array |
 * | bigint, bigints | int64: scalar, array |
 * | typed array | its own type: array (of one element, too) |
 * | string, strings | NUL-padded text of fixed length, ASCII where it is, else UTF-8: scalar, array |
 * | `{ dtype, value, shape? }` | as it says |
 * | `{ dtype: "string", value, length?, shape? }` | text of this length in bytes |
 * | `{ dtype: "string", value, variableLength: true, shape? }` | text of variable length |
 */
export type Hdf5AttributeInput =
  | Exclude<AttributeInput, TypedAttributeInput>
  | Hdf5NumericAttribute
  | Hdf5TextAttribute;

/** Options of `createHdf5` and `createGroup`. */
export interface Hdf5GroupOptions {
  /** Stored in this order. */
  readonly attributes?: Readonly<Record<string, Hdf5AttributeInput>>;
}

/** Filters of the chunks of a data set. */
export interface Hdf5ChunkFilters {
  /** Sort the bytes of the elements by significance before `deflate`. @default false */
  readonly shuffle?: boolean;
  /** Compress with deflate (zlib) at this level, 0..9; HDF5 compresses chunks only. @default not compressed */
  readonly deflate?: number;
}

/** Options of `createDataset`. */
export interface Hdf5DatasetOptions<D extends NumericDtype> extends Hdf5GroupOptions, Hdf5ChunkFilters {
  readonly dtype: D;
  /** Lengths of the axes, up to 32 of them; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Lengths of a chunk along the axes, at most those of the shape. @default none: the data is stored in one piece */
  readonly chunks?: readonly number[];
  /**
   * Value of the elements that are never written. HDF5 keeps it with the data set; readers of CF conventions look for an
   * attribute `_FillValue`, which is not added. @default 0, as the format says when there is none
   */
  readonly fillValue?: number | bigint;
  /**
   * Make this a dimension scale: the coordinates of an axis of other data sets. A string is the scale's NAME, `true`
   * takes the name of the data set, as netCDF-4 does. One axis only.
   */
  readonly scale?: boolean | string;
  /**
   * The axes (HDF5 dimensions are data sets, the scales): one dimension scale of this file per axis, of the axis' length, or null for an axis without one. The netCDF library
   * does not open a data set in which only some axes have a scale: give the others one with `createDimension`.
   */
  readonly dimensions?: readonly (Hdf5DatasetWriter<NumericDtype> | null)[];
}
