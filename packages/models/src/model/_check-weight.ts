import type { Tensor } from "@tensorflow/tfjs";
import { checkFloats } from "../_check.ts";
import type { Parameter } from "../graph/parameters.ts";

/**
 * Can this be the value of a parameter?
 * @throws TypeError for what is no float32 tensor that still has its values; RangeError for another shape
 */
export function checkWeight({ name, shape }: Parameter, weight: Tensor): void {
  checkFloats(name, weight);
  const found = weight.shape;
  if (found.length === shape.length && found.every((length, axis) => length === shape[axis])) return;
  throw new RangeError(`${name} has shape [${found.join(", ")}]: expected [${shape.join(", ")}]`);
}
