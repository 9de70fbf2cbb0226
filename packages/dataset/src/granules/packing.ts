import { ShapeError } from "@atcs/colocate";

/** The array of a field's counts, in the type of the file; 64-bit integers become float64. */
export type CountArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** How the counts of a field become physical values: `scale * count + offset`, except where the count is a code. */
export interface Packing {
  readonly scale: number;
  readonly offset: number;
  /** Counts that mean "no value", in the type of the data: fill (outside of the swath) and missing (inside it). */
  readonly invalid: readonly number[];
}

/**
 * Counts as physical values, NaN where there is none: float32 for counts of up to 16 bits and float32, else float64.
 * Computed in double precision, then rounded.
 */
export function toPhysical(
  counts: CountArray,
  { scale, offset, invalid }: Packing,
): Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> {
  const narrow = counts.BYTES_PER_ELEMENT <= 2 || counts instanceof Float32Array;
  const values = narrow ? new Float32Array(counts.length) : new Float64Array(counts.length);
  const isInvalid = invalidTest(invalid);
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    values[i] = isInvalid(count) ? Number.NaN : scale * count + offset;
  }
  return values;
}

/** Is a count one of the codes, or NaN? */
export function invalidTest(invalid: readonly number[]): (count: number) => boolean {
  // Products have two codes; NaN equals nothing, so it stands for "none".
  const [fill = Number.NaN, missing = Number.NaN, ...others] = invalid;
  if (others.length === 0) return (count) => count === fill || count === missing || Number.isNaN(count);
  return (count) => count === fill || count === missing || Number.isNaN(count) || others.includes(count);
}

/** @throws ShapeError unless an array has the length that its shape says */
export function checkLength(what: string, array: ArrayLike<number>, expected: number): void {
  if (array.length !== expected) throw new ShapeError(`${what} has ${array.length} elements: expected ${expected}`);
}
