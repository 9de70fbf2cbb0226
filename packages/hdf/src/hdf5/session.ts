import type { AttributeInfo, Compression } from "../types.ts";
import type { TypeDescription } from "./datatype.ts";
import type { Problem } from "./failure.ts";
import type { ByteBudget } from "./read-attributes.ts";
import type { Slab } from "./slabs.ts";

/** A link of a group that leads to an object; `id` is the same for all links to one object. */
export type Link =
  | { readonly name: string; readonly kind: "group" | "dataset"; readonly id: string }
  | { readonly name: string; readonly kind: "damaged"; readonly problem: Problem };

/** An attribute, or why it cannot be read. */
export type AttributeEntry = AttributeInfo | { readonly name: string; readonly problem: Problem };

/** What is known of a data set without reading its data. */
export interface DatasetDescription {
  readonly type: TypeDescription;
  readonly shape: readonly number[];
  /** Per axis: can it grow without limit? */
  readonly unlimited: readonly boolean[];
  readonly chunks: readonly number[] | null;
  readonly compression: readonly Compression[];
  readonly fillValue: number | bigint | null;
  /** Was no element ever written? */
  readonly unwritten: boolean;
  /** Why its data cannot be read, or null. */
  readonly unsupported: string | null;
}

/** Name and coordinate data set of an axis. */
export interface AxisDescription {
  readonly name: string;
  readonly scale: { readonly id: string; readonly path: string } | null;
}

/** Elements as read: the bytes of the typed array of a numeric dtype, or text. */
export type Payload = Uint8Array<ArrayBuffer> | string[];

/** What describes the objects of an open file; all of it throws HdfError (in a worker: Failure). */
export interface Metadata {
  links(group: string): readonly Link[];
  /** @param budget when given, attributes above it are problems, and it becomes smaller by those that are read */
  attributes(object: string, budget?: ByteBudget): readonly AttributeEntry[];
  dataset(dataset: string): DatasetDescription;
  axes(dataset: string): readonly AxisDescription[];
}

/** An open HDF5 file, wherever libhdf5 runs. Objects are named by their ids; that of the root is "/". */
export interface Session extends Metadata {
  /**
   * Read a hyperslab of a data set.
   * @param fields of a compound type, by their place among its fields; of any other type: null
   * @returns one payload per field, or one
   */
  read(dataset: string, slab: Slab, fields: readonly number[] | null): Promise<Payload[]>;
  /** Shall the process live on until reads have ended? Only workers of Node make a difference. */
  hold(held: boolean): void;
  close(): Promise<void>;
}

export const rootId = "/";
