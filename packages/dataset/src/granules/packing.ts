import type { FieldArray, WindowField } from "@atcs/colocate";

/** How the counts of a field become physical values: `scale * count + offset`, except where the count is a code. */
export interface Packing {
  readonly scale: number;
  readonly offset: number;
  /** Counts that mean "no value", in the type of the data: fill (outside of the swath) and missing (inside it). */
  readonly invalid: readonly number[];
}

/** What {@link toPhysical} needs of a window. */
export type PackedValues = Pick<WindowField, "data" | "scale" | "offset" | "invalid">;

/**
 * Counts as physical values, NaN where there is none: float32 for counts of up to 16 bits and float32, else float64.
 * Computed in double precision, then rounded.
 */
export function toPhysical({
  data,
  scale = 1,
  offset = 0,
  invalid = [],
}: PackedValues): Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> {
  const values = isNarrow(data) ? new Float32Array(data.length) : new Float64Array(data.length);
  // Products have two codes; NaN equals nothing, so it stands for "none".
  const [fill = Number.NaN, missing = Number.NaN, ...others] = invalid;
  for (let i = 0; i < data.length; i++) {
    const count = data[i]!;
    const isCode = count === fill || count === missing || (others.length > 0 && others.includes(count));
    // The infinities are no values, as in `cutPatch`.
    values[i] = isCode || !Number.isFinite(count) ? Number.NaN : scale * count + offset;
  }
  return values;
}

/** Does float32 hold what these counts can tell? */
function isNarrow(counts: FieldArray): boolean {
  return counts.BYTES_PER_ELEMENT <= 2 || counts instanceof Float32Array;
}
