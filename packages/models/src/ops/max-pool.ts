import { add, avgPool, getBackend, maxPool as largest, mul, type Tensor4D } from "@tensorflow/tfjs";
import { asConstant } from "./constant.ts";

/**
 * The greatest of each 2 x 2 pixels; NaN where one of them is. On wasm tfjs overlooks such a one unless it comes first: there
 * their mean tells, which is not finite then, and 0 times which is added.
 */
export function maxPool(x: Tensor4D): Tensor4D {
  const pooled = largest(x, 2, 2, "valid");
  if (getBackend() !== "wasm") return pooled;
  const flaw = asConstant(x, (values) => mul(avgPool(values as Tensor4D, 2, 2, "valid"), 0));
  return add(pooled, flaw);
}
