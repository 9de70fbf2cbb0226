import { trimPadding } from "./_text.ts";
import { UnsupportedError } from "./errors.ts";
import type { Attributes } from "./types.ts";

/** Is a raw value missing? */
export type Comparison = (count: number | bigint, limit: number) => boolean;

export const isEqual: Comparison = (count, limit) => count === limit;

/** What `missop` may be (CloudSat data specifications: "missing data are <, <=, ==, >=, or > the missing value"). */
const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ["==", isEqual],
  ["<", (count, limit) => count < limit],
  ["<=", (count, limit) => count <= limit],
  [">=", (count, limit) => count >= limit],
  [">", (count, limit) => count > limit],
]);

/**
 * How raw values are compared with the attribute `missing`; undefined when there is none.
 * @param name for errors
 * @throws UnsupportedError for an unknown `missop`
 */
export function missingRule(attributes: Attributes, name: string): Comparison | undefined {
  const { missing, missop = "==" } = attributes;
  if (missing === undefined) return undefined;
  const comparison = typeof missop === "string" ? comparisons.get(trimPadding(missop)) : undefined;
  if (comparison !== undefined) return comparison;
  const known = [...comparisons.keys()].join(" ");
  throw new UnsupportedError(`attribute missop must be one of ${known}, got ${JSON.stringify(String(missop))}`, {
    object: name,
  });
}

/** Mask what is missing: a pass of its own, because nearly all fields have "==", which is one more code for `unpack`. */
export function maskMissing(
  isMissing: Comparison,
  limit: number,
  counts: ArrayLike<number | bigint>,
  values: Float32Array | Float64Array,
  valid: Uint8Array,
): void {
  for (let i = 0; i < counts.length; i++) {
    if (!isMissing(counts[i]!, limit)) continue;
    values[i] = Number.NaN;
    valid[i] = 0;
  }
}
