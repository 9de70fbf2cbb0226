import { graphParameters } from "../../graph/parameters.ts";
import { type ImageSize, valueShapes } from "../../graph/shapes.ts";
import type { NetworkGraph } from "../../graph/types.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../onnx-graph-builder.ts";
import type { Backward, Differentiable, TrainingContext } from "./rules/rule.ts";
import { applyTrainingRule } from "./rules/rules.ts";

/** The nodes of a network, written forward, and how gradients come back through them. */
export interface ForwardPass {
  /** Of each node, in their order; the last one is the features. */
  readonly values: readonly OnnxValue[];
  /**
   * Writes the gradients of all parameters on which the given values depend, and gives them to `back`.
   * @param gradients of values, by the place of their nodes in the graph
   */
  readonly backward: (gradients: ReadonlyMap<number, OnnxValue>, back: Backward) => void;
}

/**
 * Writes the nodes of a network for training (reverse-mode differentiation: Griewank and Walther 2008).
 * @param images value of the input, [B, C, H, W]
 * @param size rows and columns of the images
 * @throws ModelError MODEL_ONNX for an operation without a rule; RangeError for a size that is too small for the network
 */
export function runForward(
  graph: NetworkGraph,
  images: OnnxValue,
  size: ImageSize,
  context: TrainingContext,
): ForwardPass {
  const shapes = valueShapes(graph, size);
  const steps: Differentiable[] = [];
  for (const [i, node] of graph.nodes.entries()) {
    const inputs = node.inputs.map((input) => steps[input]!.value);
    const ownShapes = { value: shapes[i]!, inputs: node.inputs.map((input) => shapes[input]!) };
    steps.push(node.op === "input" ? imageStep(images) : applyTrainingRule(node, inputs, ownShapes, context));
  }
  return {
    values: steps.map(({ value }) => value),
    backward: (gradients, back) => goBack(graph, steps, gradients, back, context.onnx),
  };
}

function imageStep(value: OnnxValue): Differentiable {
  return { value, backward: () => [] };
}

/** From the last node to the first, each of which comes after all that read its value. */
function goBack(
  graph: NetworkGraph,
  steps: readonly Differentiable[],
  gradients: ReadonlyMap<number, OnnxValue>,
  back: Backward,
  onnx: OnnxGraphBuilder,
): void {
  const isWanted = learnsAnything(graph);
  const found = graph.nodes.map((_, i): OnnxValue[] => (gradients.has(i) ? [gradients.get(i)!] : []));
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const { name, inputs } = graph.nodes[i]!;
    if (found[i]!.length === 0 || !isWanted[i]) continue;
    const gradient = sumOf(found[i]!, `${back.prefix}/${name}/gradient`, onnx);
    const wanted = inputs.map((input) => isWanted[input]!);
    const ofInputs = steps[i]!.backward(gradient, wanted, back);
    for (const [k, input] of inputs.entries()) {
      const each = ofInputs[k];
      if (wanted[k] && each !== undefined) found[input]!.push(each);
    }
  }
}

/** Of each node: whether its value depends on a parameter. What only the image lies behind needs no gradient. */
function learnsAnything(graph: NetworkGraph): readonly boolean[] {
  const layers = new Set(graphParameters(graph).map(({ layer }) => layer));
  const learns: boolean[] = [];
  for (const { name, inputs } of graph.nodes) learns.push(layers.has(name) || inputs.some((input) => learns[input]));
  return learns;
}

/** Pair by pair: not every provider of onnxruntime adds more at once. */
function sumOf(values: readonly OnnxValue[], name: string, onnx: OnnxGraphBuilder): OnnxValue {
  return values.reduce((sum, value, i) =>
    onnx.node("Add", i < values.length - 1 ? `${name}_${i}` : name, [sum, value]),
  );
}
