import { type Place, unexpected } from "../layout/_json.ts";
import type { ElementType } from "./metadata.ts";

const names: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

const integerRanges: ReadonlyMap<ElementType, readonly [least: number, most: number]> = new Map([
  ["uint8", [0, 255]],
  ["int16", [-(2 ** 15), 2 ** 15 - 1]],
  ["int32", [-(2 ** 31), 2 ** 31 - 1]],
  // Beyond these, a number of JSON is not exact.
  ["int64", [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
]);

/**
 * The value of elements that are not stored: a number, or for floats a name or their bits such as `0x7fc00000`.
 * @throws DatasetError DATASET_LAYOUT
 */
export function parseFill(value: unknown, dtype: ElementType, path: string, place: Place): number {
  if (typeof value === "number" && isOfType(value, dtype)) return value;
  const bits = dtype === "float32" ? 32 : dtype === "float64" ? 64 : 0;
  const known = bits > 0 ? (names.get(value) ?? floatOfBits(value, bits)) : undefined;
  if (known !== undefined) return known;
  throw unexpected(`the fill_value of ${path}`, value, `a value of ${dtype}`, place);
}

function isOfType(value: number, dtype: ElementType): boolean {
  const range = integerRanges.get(dtype);
  if (range !== undefined) return Number.isInteger(value) && value >= range[0] && value <= range[1];
  return Number.isFinite(dtype === "float32" ? Math.fround(value) : value);
}

function floatOfBits(value: unknown, bits: number): number | undefined {
  if (typeof value !== "string" || !/^0x[0-9a-f]+$/i.test(value) || value.length !== 2 + bits / 4) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value) << BigInt(64 - bits));
  return bits === 32 ? view.getFloat32(0) : view.getFloat64(0);
}
