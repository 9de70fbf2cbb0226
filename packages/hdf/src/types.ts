import type ndarray from "ndarray";

/** Element types that are numbers. 64-bit integers arrive as BigInt arrays. */
export type NumericDtype =
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "float32"
  | "float64";

/**
 * Element type of a data set, field or attribute.
 *
 * - `char8`: HDF4 text, one byte an element; `read` gives Uint8Array, `readText` strings.
 * - `uchar8`: HDF4 unsigned characters, which are numbers here: a Uint8Array.
 * - `string`: HDF5 text of fixed or variable length; only `readText` reads it.
 * - `other`: a type without a native typed array (HDF5 compound outside a table, opaque, reference, ...);
 *   `typeName` says which, and `read` rejects with UnsupportedError.
 */
export type Dtype = NumericDtype | "char8" | "uchar8" | "string" | "other";

/** The typed array that holds elements of a type. */
export interface ArrayOf {
  int8: Int8Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
  int16: Int16Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  uint32: Uint32Array<ArrayBuffer>;
  int64: BigInt64Array<ArrayBuffer>;
  uint64: BigUint64Array<ArrayBuffer>;
  float32: Float32Array<ArrayBuffer>;
  float64: Float64Array<ArrayBuffer>;
  char8: Uint8Array<ArrayBuffer>;
  uchar8: Uint8Array<ArrayBuffer>;
  string: never;
  other: never;
}

/** Any typed array that a read can give. */
export type DataArray = ArrayOf[Dtype];

/** A scijs `ndarray` in C order over a native typed array. */
export type NdArray<D extends ndarray.Data> = ndarray.NdArray<D>;

/**
 * Value of an attribute: a number (or bigint for 64-bit integers) when it has one element, else a typed array; text as
 * a string, several texts as an array of strings. HDF4 text is exact, trailing NUL characters included; bytes that are
 * not UTF-8 are decoded as Latin-1.
 */
export type AttributeValue = number | bigint | string | DataArray | readonly string[];

/** An attribute with its type, which the plain value does not tell. */
export interface AttributeInfo {
  readonly name: string;
  readonly dtype: Dtype;
  /** `[]` for a scalar (HDF5 only); HDF4 attributes have one dimension, the count (for text: its bytes). */
  readonly shape: readonly number[];
  readonly value: AttributeValue;
}

/** Attributes by name, without a prototype. Reading a damaged one throws its error. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A label or description attached to a file or object (HDF4 annotations; always empty in HDF5). */
export interface Annotation {
  readonly kind: "label" | "description";
  readonly text: string;
}

/** What only HDF4 knows of an object. */
export interface Hdf4Info {
  readonly tag: number;
  readonly ref: number;
  /** Class name of a Vgroup or Vdata, else "". */
  readonly className: string;
}

/** What only HDF5 knows of an object. */
export interface Hdf5Info {
  /** Equal for two objects that are one in the file, reached by different links. */
  readonly id: string;
  /**
   * Present on a data set that no element was ever written of: all of it reads as the fill value. Where it is not present,
   * something need not have been written: a data set whose space was allocated when it was made (early allocation, which
   * compact storage always has) is not marked, because the file does not say.
   */
  readonly unwritten?: true;
}

/** One compression or filter step, in the order in which they were applied when writing. */
export interface Compression {
  /** `deflate`, `rle`, `skphuff`, `nbit`, `szip`, `shuffle`, `fletcher32`, ... */
  readonly name: string;
  /** Its parameters, e.g. `{ level: 6 }`. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** One axis of a data set. */
export interface Dimension {
  /** "" when it has none (HDF5). */
  readonly name: string;
  readonly size: number;
  readonly unlimited: boolean;
  /** Coordinate values along the axis, if the file has them. */
  readonly scale: Dataset | null;
  readonly attributes: Attributes;
}

/** Options of every asynchronous operation. */
export interface OperationOptions {
  /** Aborting rejects the operation with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What to read along one axis: an index (the axis is dropped), `[start, stop)`, `[start, stop, step]` with step >= 1,
 * or null for everything. Indices are within 0..size; anything else is a RangeError.
 */
export type AxisSelection = number | readonly [number, number] | readonly [number, number, number] | null;

/** One entry per axis; missing entries at the end mean everything. */
export type Selection = readonly AxisSelection[];

/** What groups, data sets, tables and images have in common. */
export interface NodeBase {
  readonly format: "hdf4" | "hdf5";
  /** Name in its group; "" for the file itself. */
  readonly name: string;
  /** Names from the root, joined with "/". */
  readonly path: string;
  readonly attributes: Attributes;
  /** All attributes with their types, in the order of the file. Throws the error of a damaged one. */
  attributeInfos(): AttributeInfo[];
  readonly annotations: readonly Annotation[];
  /** Present on objects of HDF4 files, except the root. */
  readonly hdf4?: Hdf4Info;
  /** Present on objects of HDF5 files. */
  readonly hdf5?: Hdf5Info;
}

/** What data sets and images have in common: an n-dimensional array of one type. */
export interface ArrayNode<D extends Dtype = Dtype> extends NodeBase {
  readonly shape: readonly number[];
  readonly dtype: D;
  /** The type in words, e.g. "int16", "compound { x: float64 }", "enum int8". */
  readonly typeName: string;
  /** Chunk lengths, or null when the data is not chunked. */
  readonly chunks: readonly number[] | null;
  /** Empty when the data is stored as it is. */
  readonly compression: readonly Compression[];
  readonly dimensions: readonly Dimension[];
  /** Does this data set hold the coordinate values of a dimension? */
  readonly isScale: boolean;
  /** The value of elements that were never written. */
  readonly fillValue: number | bigint | null;
  /**
   * Read all or a part; only the chunks and byte ranges that the selection touches are read.
   * @throws RangeError for a selection outside the shape; UnsupportedError, DamagedFileError, LimitError, SourceError
   */
  read(selection?: Selection, options?: OperationOptions): Promise<NdArray<ArrayOf[D]>>;
  /**
   * Read text. HDF4 `char8`: the last axis is joined to strings (trailing NUL and blanks removed), so that the result
   * has one axis less; the selection applies to the remaining axes. HDF5 strings: one string per element.
   * @throws UnsupportedError for any other type, `uchar8` included; else like `read`
   */
  readText(selection?: Selection, options?: OperationOptions): Promise<NdArray<string[]>>;
}

/** An n-dimensional array: HDF4 SDS, HDF5 dataset. */
export interface Dataset<D extends Dtype = Dtype> extends ArrayNode<D> {
  readonly kind: "dataset";
}

/** A raster image (HDF4 RI8, RI24 or GR): an array of shape [height, width] or [height, width, components]. */
export interface Image<D extends Dtype = Dtype> extends ArrayNode<D> {
  readonly kind: "image";
  /** Palette as 256 x 3 bytes (red, green, blue), or null. */
  readPalette(options?: OperationOptions): Promise<Uint8Array | null>;
}

/** One column of a table. */
export interface Field {
  readonly name: string;
  readonly dtype: Dtype;
  /** Elements per record (HDF4 order); text fields: characters. */
  readonly order: number;
  readonly attributes: Attributes;
  attributeInfos(): AttributeInfo[];
}

/** Which records to read. */
export interface RecordRange {
  /** First record. @default 0 */
  readonly start?: number;
  /** Behind the last record. @default count */
  readonly stop?: number;
}

/** Which records and columns to read. */
export interface TableSelection extends RecordRange {
  /** Names of the columns, in any order. @default all */
  readonly fields?: readonly string[];
}

/**
 * A column as read: [n] or, with order > 1, [n, order]. Text fields (`char8`, HDF5 strings) give one string per record;
 * those of HDF4 are exact: unlike `readText` of a data set, they keep the NUL characters and blanks that pad them.
 */
export type Column = NdArray<DataArray> | NdArray<string[]>;

/** Records of named fields: HDF4 Vdata, HDF5 compound dataset of rank 1. */
export interface Table extends NodeBase {
  readonly kind: "table";
  /** Number of records. */
  readonly count: number;
  readonly fields: readonly Field[];
  /**
   * Read columns by name, as an object without a prototype. HDF4 text keeps its padding:
   * `text.replace(/[\0 ]+$/, "")` removes it.
   */
  read(selection?: TableSelection, options?: OperationOptions): Promise<Record<string, Column>>;
  /**
   * Read one column; with `dtype` its type is checked, and known to TypeScript.
   * @throws NotFoundError when there is no such field, or it is of another type
   */
  readField<D extends NumericDtype>(
    name: string,
    range: RecordRange & { readonly dtype: D },
    options?: OperationOptions,
  ): Promise<NdArray<ArrayOf[D]>>;
  readField(name: string, range?: RecordRange, options?: OperationOptions): Promise<Column>;
}

/** Anything a path can lead to. */
export type Node = Group | Dataset | Image | Table;

/** A member of a group that is not loaded yet. */
export interface Member {
  /** As in `keys()`. */
  readonly key: string;
  /** The object. @throws DamagedFileError or UnsupportedError when its description cannot be read */
  load(): Node;
}

/** A group: HDF4 Vgroup, HDF5 group, or the file's root. */
export interface Group extends NodeBase {
  readonly kind: "group";
  /** Keys of the members, in the order of the file. Equal names (HDF4 allows them) get "#2", "#3", ... */
  keys(): string[];
  /** The members. Throws the error of a damaged one; `entries` gives the others nevertheless. */
  children(): Node[];
  /**
   * The members one by one, for tools that go on when one is damaged: nothing is loaded before `load` is called.
   * @example
   * ```ts
   * import { isHdfError, open } from "@atcs/hdf";
   *
   * const file = await open("granule.hdf");
   * for (const { key, load } of file.entries()) {
   *   try {
   *     console.log(key, load().kind);
   *   } catch (error) {
   *     if (!isHdfError(error)) throw error;
   *     console.log(key, error.message);
   *   }
   * }
   * ```
   */
  entries(): Member[];
  /**
   * The object at a path relative to this group, or undefined. Every key of `keys()` is found as it is, "" and keys that
   * contain "/" included; only then are slashes taken to separate names, and those at the beginning and end ignored. So
   * `get("")` and `get("/")` give the group itself, unless a member has this name. In the root of an HDF4 file a bare
   * name also finds data sets, then Vdatas, then images, inside Vgroups.
   * @throws DamagedFileError when the object is there, but its description is damaged
   */
  get(path: string): Node | undefined;
  /** Like `get`, for a data set. @throws NotFoundError, also when the object is of another kind */
  dataset(path: string): Dataset;
  /** Like `dataset`, with a check of the element type. */
  dataset<D extends Dtype>(path: string, dtype: D): Dataset<D>;
  /** Like `get`, for an image. @throws NotFoundError */
  image(path: string): Image;
  /** Like `get`, for a table. @throws NotFoundError */
  table(path: string): Table;
  /** Like `get`, for a group. @throws NotFoundError */
  group(path: string): Group;
}

/** An open file; also its root group. */
export interface HdfFile extends Group {
  /** Name of the file or source, as in error messages. */
  readonly fileName: string;
  /** Every data set of the file once, whatever groups it is in. */
  datasets(): Dataset[];
  /** Every table (Vdata) of the file once. */
  tables(): Table[];
  /** Release the source. Safe to call twice; operations still running reject with ClosedError. */
  close(): Promise<void>;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}
