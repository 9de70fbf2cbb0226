import type { PolderCountType } from "@atcs/colocate";

/** Counts of a field, as stored. */
export type FieldCounts = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

/** The typed array of each type of counts. */
export const countArrays: {
  readonly int8: typeof Int8Array;
  readonly uint8: typeof Uint8Array;
  readonly int16: typeof Int16Array;
  readonly uint16: typeof Uint16Array;
  readonly int32: typeof Int32Array;
} = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array };

/** Counts that are all the same. */
export function filledCounts(dtype: PolderCountType, length: number, count: number): FieldCounts {
  return new countArrays[dtype](length).fill(count);
}
