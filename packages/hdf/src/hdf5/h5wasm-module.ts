/** What this package uses of h5wasm's module: its C functions, below its classes, which lose errors. */
export interface H5wasmModule {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly FS: EmscriptenFileSystem;
  _malloc(size: number): number;
  _free(address: number): void;
  /** @returns a handle; negative or zero when it failed */
  open(name: string, mode: number, trackOrder: boolean, libverLow: number, libverHigh: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  /** 0 group, 1 data set, 2 named type, 3 soft link that leads nowhere, 4 external link, -1 nothing */
  get_type(file: bigint, path: string): number;
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): H5wasmMetadata;
  get_attribute_data(file: bigint, path: string, name: string, address: bigint): number;
  get_dataset_metadata(file: bigint, path: string): H5wasmMetadata;
  get_dataset_filters(file: bigint, path: string): H5wasmFilter[];
  get_dataset_data(
    file: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    stride: bigint[] | null,
    address: bigint,
  ): number;
  reclaim_vlen_memory(file: bigint, path: string, attribute: string, address: bigint): number;
  reclaim_vlen_memory_count(file: bigint, path: string, attribute: string, address: bigint, count: bigint[]): number;
  get_attached_scales(file: bigint, path: string, axis: number): string[];
  get_dimension_labels(file: bigint, path: string): (string | null)[];
  /** Eight bytes: the address of the object's header, which identifies it. */
  create_object_reference(file: bigint, path: string): number[];
}

/** Class numbers of HDF5 datatypes (H5T_class_t). */
export const typeClass = {
  integer: 0,
  float: 1,
  time: 2,
  string: 3,
  bitfield: 4,
  opaque: 5,
  compound: 6,
  reference: 7,
  enum: 8,
  variableLength: 9,
  array: 10,
  complex: 11,
} as const;

/** A datatype as h5wasm tells it. */
export interface H5wasmType {
  readonly type: number;
  /** Bytes of an element in memory. */
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  /** Is it a string of variable length? */
  readonly vlen: boolean;
  readonly strpad?: number;
  readonly ref_type?: string;
  readonly compound_type?: { readonly members: readonly (H5wasmType & { name: string; offset: number })[] };
  readonly array_type?: H5wasmType & { readonly shape: readonly number[] };
  readonly vlen_type?: H5wasmType;
  readonly enum_type?: { readonly type: number; readonly members: Readonly<Record<string, number>> };
}

/** A data set or attribute as h5wasm tells it; `shape` is null for a null dataspace. */
export interface H5wasmMetadata extends H5wasmType {
  readonly shape: readonly number[] | null;
  readonly maxshape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  readonly virtual_sources?: readonly { readonly file_name: string; readonly dset_name: string }[];
}

export interface H5wasmFilter {
  readonly id: number;
  readonly name: string;
  readonly cd_values: readonly number[];
}

/** The part of Emscripten's file system that mounting a source needs. */
interface EmscriptenFileSystem {
  readonly streams: { stream_ops: StreamOperations }[];
  readonly ErrnoError: new (errno: number) => Error;
  createFile(parent: string, name: string, properties: object, canRead: boolean, canWrite: boolean): object;
  unlink(path: string): void;
}

export interface StreamOperations {
  llseek?(stream: { position: number }, offset: number, whence: number): number;
  read?(stream: object, buffer: Int8Array, start: number, length: number, position: number): number;
  write?(stream: object, buffer: Int8Array, start: number, length: number): number;
}
