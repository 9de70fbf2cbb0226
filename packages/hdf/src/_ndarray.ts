import ndarray from "ndarray";
import type { NdArray } from "./types.ts";

/** A C-order ndarray over `data`, whose length must be the product of `shape`. */
export function makeNdArray<D extends ndarray.Data>(data: D, shape: readonly number[]): NdArray<D> {
  return ndarray(data, [...shape]);
}
