import { type Place, unexpected } from "../layout/_json.ts";
import type { ElementType } from "./metadata.ts";

const names: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/**
 * The value of elements that are not stored: a number, or for floats a name or their bits such as `0x7fc00000`.
 * @throws DatasetError DATASET_LAYOUT
 */
export function parseFill(value: unknown, dtype: ElementType, path: string, place: Place): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const bits = dtype === "float32" ? 32 : dtype === "float64" ? 64 : 0;
  const known = bits > 0 ? (names.get(value) ?? floatOfBits(value, bits)) : undefined;
  if (known !== undefined) return known;
  throw unexpected(`the fill_value of ${path}`, value, `a value of ${dtype}`, place);
}

function floatOfBits(value: unknown, bits: number): number | undefined {
  if (typeof value !== "string" || !/^0x[0-9a-f]+$/i.test(value) || value.length !== 2 + bits / 4) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value) << BigInt(64 - bits));
  return bits === 32 ? view.getFloat32(0) : view.getFloat64(0);
}
