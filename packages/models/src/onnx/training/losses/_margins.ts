import type { Task } from "../../../tasks.ts";
import type { OnnxValue } from "../../onnx-graph-builder.ts";
import { classLogits } from "./_logits.ts";
import { perClassAndBin, type Targets } from "./_targets.ts";
import type { LossInputs } from "./loss.ts";

/** How far the logits are in favour of the right class, and how that depends on them. */
export interface Margins {
  /** [P, 1, K] */
  readonly value: OnnxValue;
  /** d value / d logits, [P, classes, K]. */
  readonly slopes: OnnxValue;
}

/** Subtracted from a logit that is to have no part in a sum of powers: exp(-1e30) is 0. */
const outOfSum = 1e30;

/**
 * u = z_t - log sum over j other than t of exp(z_j), so that sigmoid(u) is the probability of the right class t: losses of it
 * are safe where the probability itself is rounded to 0 or 1. Its gradient is 1 at t, and minus the softmax of the others
 * elsewhere. Of an unknown bin it is some finite number.
 */
export function writeMargins({ logits, onnx }: LossInputs, targets: Targets, task: Task): Margins {
  const z = classLogits(logits, task, onnx);
  const classes = task === "seg_3d" ? 9 : 2;
  const isRight = perClassAndBin("loss/is_right", targets, unitRows(classes));
  const large = onnx.floats("loss/out_of_sum", [], Float32Array.of(outOfSum));
  const others = onnx.node("Sub", "loss/others", [z, onnx.node("Mul", "loss/left_out", [isRight, large])]);
  const largest = onnx.node("ReduceMax", "loss/largest", [others], { axes: [1], keepdims: 1 });
  const powers = onnx.node("Exp", "loss/powers", [onnx.node("Sub", "loss/exponents", [others, largest])]);
  const axis = onnx.integers("loss/class_axis", [1]);
  const sums = onnx.node("ReduceSum", "loss/power_sums", [powers, axis]);
  const above = onnx.node("Mul", "loss/right_above", [onnx.node("Sub", "loss/above", [z, largest]), isRight]);
  const right = onnx.node("ReduceSum", "loss/right", [above, axis]);
  const value = onnx.node("Sub", "loss/margins", [right, onnx.node("Log", "loss/log_sums", [sums])]);
  const shares = onnx.node("Div", "loss/shares", [powers, sums]);
  return { value, slopes: onnx.node("Sub", "loss/margin_slopes", [isRight, shares]) };
}

function unitRows(count: number): number[][] {
  return Array.from({ length: count }, (_, row) => Array.from({ length: count }, (_, c) => (c === row ? 1 : 0)));
}
