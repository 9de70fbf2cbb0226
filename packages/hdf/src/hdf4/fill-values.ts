import type { AttributeInfo } from "../types.ts";
import type { Hdf4Dtype } from "./number-types.ts";

/** What the library fills with where nothing was written and no `_FillValue` is set (local_nc.h: FILL_*). */
export const defaultFillValues: Readonly<Record<Hdf4Dtype, number | null>> = {
  int8: -127,
  uint8: 129,
  int16: -32767,
  uint16: 32769,
  int32: -2147483647,
  uint32: 2147483649,
  // The library has no default for them.
  int64: null,
  uint64: null,
  // 9.9692099683868690e36 as float32.
  float32: Math.fround(9.969209968386869e36),
  float64: 9.969209968386869e36,
  char8: 0,
  uchar8: 0,
};

/** The value of elements that were never written: `_FillValue` where it is one of the data's type, else the default. */
export function fillValueOf(dtype: Hdf4Dtype, attribute: AttributeInfo | undefined): number | bigint | null {
  if (attribute?.dtype !== dtype) return defaultFillValues[dtype];
  const { value } = attribute;
  if (typeof value === "number" || typeof value === "bigint") return value;
  // Text of one character.
  if (typeof value === "string" && value.length === 1) return value.charCodeAt(0);
  return defaultFillValues[dtype];
}
