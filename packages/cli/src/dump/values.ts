import type { AxisSelection, DataArray, Dtype } from "@atcs/hdf";

/** A stretch of values in C order. */
export interface Slab {
  readonly data: DataArray | readonly string[];
  /** 0 where a value is masked; null when nothing can be. */
  readonly valid: Uint8Array | null;
}

/** One axis of the values. */
export interface Axis {
  /** "" when it has none. */
  readonly name: string;
  /** Index in the file of the first value, and the distance to the next. */
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** An array of values to print: its slabs follow each other in C order, and there is at least one. */
export interface Values {
  readonly axes: readonly Axis[];
  /** Read the values; can be called again to read them again. */
  slabs(): AsyncIterable<Slab>;
}

/** One column of a table, to print. */
export interface ColumnValues extends Values {
  readonly name: string;
  readonly dtype: Dtype;
}

/** What is dumped, for the header of JSON. */
export interface DumpHeader {
  readonly file: string;
  readonly path: string;
  readonly selection: readonly AxisSelection[];
}

/** Lengths of the axes. */
export function shapeOf({ axes }: Pick<Values, "axes">): number[] {
  return axes.map(({ count }) => count);
}

const constructors: readonly (readonly [new (length: number) => DataArray, Dtype])[] = [
  [Int8Array, "int8"],
  [Uint8Array, "uint8"],
  [Int16Array, "int16"],
  [Uint16Array, "uint16"],
  [Int32Array, "int32"],
  [Uint32Array, "uint32"],
  [BigInt64Array, "int64"],
  [BigUint64Array, "uint64"],
  [Float32Array, "float32"],
  [Float64Array, "float64"],
];

/** Element type of the values as they are printed; text is "string". */
export function dtypeOf(data: Slab["data"]): Dtype {
  return constructors.find(([type]) => data instanceof type)?.[1] ?? "string";
}

/** The first slab, and all slabs: what stands before the values depends on their type. */
export async function peek(slabs: AsyncIterable<Slab>): Promise<{ first: Slab; all: AsyncGenerator<Slab> }> {
  const iterator = slabs[Symbol.asyncIterator]();
  const { value: first } = (await iterator.next()) as IteratorYieldResult<Slab>;
  async function* all(): AsyncGenerator<Slab> {
    yield first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { first, all: all() };
}
