import type { DenseLayer } from "../../graph/types.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../onnx-graph-builder.ts";
import { reluGradient } from "./rules/_relu-gradient.ts";
import type { Backward, TrainingContext } from "./rules/rule.ts";

/** Outputs of a head, and how gradients come back from them. */
export interface HeadPass {
  /** [B, outputs, N] */
  readonly value: OnnxValue;
  /** The gradient by the features, of one by `value`; adds those of the head's parameters. */
  readonly backward: (gradient: OnnxValue, back: Backward) => OnnxValue;
}

/** A head, and what it is written with. */
export interface HeadParts {
  readonly layers: readonly DenseLayer[];
  /** In front of the names of all values: a head can be at label points and at every pixel. */
  readonly prefix: string;
  /** A number that is added to all outputs, by way of the last bias. */
  readonly flaw: OnnxValue;
  readonly context: TrainingContext;
}

/** The head of features [B, D, N], of which each of the N is a pixel, a voxel or a label point: all are the same to it. */
export function writeHead(features: OnnxValue, { layers, prefix, flaw, context }: HeadParts): HeadPass {
  const { onnx, parameter } = context;
  const steps: HeadPass[] = [];
  for (const [i, layer] of layers.entries()) {
    const name = `${prefix}/${layer.name}`;
    const given = parameter(`${layer.name}/bias`);
    const bias = i === layers.length - 1 ? onnx.node("Add", `${name}/bias`, [given, flaw]) : given;
    steps.push(writeLayer(name, layer, steps[i - 1]?.value ?? features, bias, context));
  }
  return {
    value: steps.at(-1)!.value,
    backward: (gradient, back) => steps.reduceRight((own, step) => step.backward(own, back), gradient),
  };
}

/** y = K^T x + bias of each column x, then ReLU; dL/dK = sum of x (dL/dy)^T, dL/dbias = sum of dL/dy, dL/dx = K dL/dy. */
function writeLayer(
  name: string,
  layer: DenseLayer,
  input: OnnxValue,
  bias: OnnxValue,
  { onnx, parameter }: TrainingContext,
): HeadPass {
  const kernel = parameter(`${layer.name}/kernel`);
  const rows = onnx.node("Transpose", `${name}/rows`, [kernel], { perm: [1, 0] });
  const product = onnx.node("MatMul", `${name}/product`, [rows, input]);
  const column = onnx.node("Unsqueeze", `${name}/bias_column`, [bias, onnx.integers(`${name}/column_axis`, [1])]);
  const sum = onnx.node("Add", `${name}/sum`, [product, column]);
  const value = layer.relu ? onnx.node("Relu", `${name}/relu`, [sum]) : sum;
  return {
    value,
    backward: (gradient, back) => {
      const own = `${back.prefix}/${name}`;
      const passed = layer.relu ? reluGradient(gradient, value, own, onnx) : gradient;
      const columns = onnx.node("Transpose", `${own}/columns`, [passed], { perm: [0, 2, 1] });
      const products = onnx.node("MatMul", `${own}/products`, [input, columns]);
      back.addGradient(`${layer.name}/kernel`, sumOver(`${own}/kernel`, products, [0], onnx));
      back.addGradient(`${layer.name}/bias`, sumOver(`${own}/bias`, passed, [0, 2], onnx));
      return onnx.node("MatMul", `${own}/input`, [kernel, passed]);
    },
  };
}

function sumOver(name: string, values: OnnxValue, axes: readonly number[], onnx: OnnxGraphBuilder): OnnxValue {
  return onnx.node("ReduceSum", name, [values, onnx.integers(`${name}/axes`, axes)], { keepdims: 0 });
}
