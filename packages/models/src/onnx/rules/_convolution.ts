import { affineOf, checkFolded } from "../_folding.ts";
import { permute, scaleAxis } from "../_layouts.ts";
import type { OnnxValue } from "../onnx-graph-builder.ts";
import type { RuleContext } from "./rule.ts";

/**
 * Initializers of a convolution: the kernel with the axes in ONNX's order, then the bias if there is one. Batch
 * normalisation that the convolution takes up scales the kernel's filters and makes a bias: it computes
 * factor (K * x + bias) + shift = (factor K) * x + (factor bias + shift).
 *
 * @param filterAxis axis of the result's kernel that has the filters
 */
export function convolutionWeights(name: string, filterAxis: 0 | 1, context: RuleContext): OnnxValue[] {
  const { onnx, weights, shapeOf, folding } = context;
  const shape = shapeOf(`${name}/kernel`);
  // [.., a, b] to [b, a, ..]
  const spatial = shape.slice(2).map((_, axis) => axis);
  const order = [shape.length - 1, shape.length - 2, ...spatial];
  const dims = order.map((axis) => shape[axis]!);
  const kernel = permute(weights.get(`${name}/kernel`)!, shape, order);
  const bias = weights.get(`${name}/bias`);
  const layer = folding.takenUp.get(name);
  if (layer === undefined) {
    const kernelValue = onnx.floats(`${name}/kernel`, dims, kernel);
    return bias === undefined ? [kernelValue] : [kernelValue, onnx.floats(`${name}/bias`, [bias.length], bias)];
  }
  const { factor, shift } = affineOf(layer, weights);
  scaleAxis(kernel, dims, filterAxis, factor);
  const folded = Float32Array.from(shift, (value, i) => value + factor[i]! * (bias?.[i] ?? 0));
  checkFolded(name, kernel);
  checkFolded(name, folded);
  return [onnx.floats(`${name}/kernel`, dims, kernel), onnx.floats(`${name}/bias`, [folded.length], folded)];
}
