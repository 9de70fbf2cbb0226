import type { Task } from "../../../tasks.ts";
import type { OnnxValue } from "../../onnx-graph-builder.ts";
import { classLogits, logitGradient } from "./_logits.ts";
import { perBin, perClassAndBin, type Targets, writeTargets } from "./_targets.ts";
import { total } from "./_total.ts";
import type { LossInputs, LossNodes } from "./loss.ts";

/**
 * Soft Jaccard loss, of which the numerator is U - I and the denominator U. With w the class weights and t the class of a
 * bin, its part of U is w_t + sum of w_c p_c over the other classes, and of U - I that and -w_t p_t. Both are w_t + sum of
 * v_c p_c, which has the gradient p_c (v_c - sum of v_j p_j) by the logit of class c.
 */
export function writeSoftJaccard(
  inputs: LossInputs,
  { task, classWeights }: { readonly task: Task; readonly classWeights: readonly number[] },
): LossNodes {
  const { onnx } = inputs;
  const targets = writeTargets(inputs, task);
  const p = onnx.node("Softmax", "loss/probabilities", [classLogits(inputs.logits, task, onnx)], { axis: 1 });
  const own = perBin("loss/own_weights", targets, classWeights);
  const rows = (ofRight: (weight: number) => number): number[][] =>
    classWeights.map((_, t) => classWeights.map((weight, c) => (c === t ? ofRight(weight) : weight)));
  const sumOf = (name: string, v: readonly number[][]): { value: OnnxValue; gradient: OnnxValue } => {
    const { value, gradient } = weightedSum(`loss/${name}`, p, targets, v);
    const all = onnx.node("Add", `loss/${name}/all`, [own, value]);
    return { value: total(name, all, onnx), gradient: logitGradient(`loss/${name}/by_logits`, gradient, task, onnx) };
  };
  const numerator = sumOf(
    "numerator",
    rows((weight) => -weight),
  );
  const denominator = sumOf(
    "denominator",
    rows(() => 0),
  );
  return {
    numerator: numerator.value,
    denominator: denominator.value,
    numeratorGradient: numerator.gradient,
    denominatorGradient: denominator.gradient,
  };
}

/** The sum [P, 1, K] of v_c p_c over classes, and its gradient [P, classes, K] by their logits. */
function weightedSum(
  name: string,
  p: OnnxValue,
  targets: Targets,
  rows: readonly (readonly number[])[],
): { value: OnnxValue; gradient: OnnxValue } {
  const { onnx } = targets;
  const v = perClassAndBin(`${name}/v`, targets, rows);
  const products = onnx.node("Mul", `${name}/products`, [v, p]);
  const value = onnx.node("ReduceSum", `${name}/sums`, [products, onnx.integers(`${name}/class_axis`, [1])]);
  const above = onnx.node("Sub", `${name}/above`, [v, value]);
  return { value, gradient: onnx.node("Mul", `${name}/by_class_logits`, [p, above]) };
}
