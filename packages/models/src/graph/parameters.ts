import { valueChannels } from "./shapes.ts";
import type { GraphNode, NetworkGraph } from "./types.ts";

/** How a parameter begins: normal numbers of variance 2 / fanIn (He et al. 2015), or one value. */
export type Initializer = { readonly kind: "he"; readonly fanIn: number } | { readonly kind: "zeros" | "ones" };

/** One tensor that a network learns, or keeps account of. */
export interface Parameter {
  /** `<node or layer>/kernel`, `bias`, `gamma`, `beta`, `moving_mean` or `moving_variance`. */
  readonly name: string;
  /** The node or layer of the head that it belongs to. */
  readonly layer: string;
  readonly shape: readonly number[];
  /** False of running statistics. */
  readonly trainable: boolean;
  readonly initializer: Initializer;
}

/** All parameters, in the order of the nodes, then of the head: this order is that of files and optimizers. */
export function graphParameters(graph: NetworkGraph): readonly Parameter[] {
  const channels = valueChannels(graph);
  const parameters = graph.nodes.flatMap((node) => nodeParameters(node, channels[node.inputs[0] ?? 0]!));
  let width = channels.at(-1)!;
  for (const { name, units } of graph.head) {
    parameters.push(...kernelAndBias(name, [width, units], width, true, units));
    width = units;
  }
  return parameters;
}

/** How many numbers a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function nodeParameters(node: GraphNode, width: number): Parameter[] {
  const { name } = node;
  switch (node.op) {
    case "conv2d": {
      const { kernel: size, filters, bias } = node;
      return kernelAndBias(name, [size, size, width, filters], size * size * width, bias, filters);
    }
    case "conv3d": {
      const { kernel, filters, bias } = node;
      return kernelAndBias(name, [...kernel, width, filters], sizeOf(kernel) * width, bias, filters);
    }
    case "convTranspose2d":
      // Stride 2: on average 9 / 4 of the pixels add to one.
      return kernelAndBias(name, [3, 3, node.filters, width], (9 / 4) * width, false, node.filters);
    case "batchNormRelu":
      return batchNormParameters(name, width);
    case "lift":
      return [parameter(name, "bias", [node.cells, width], { kind: "zeros" })];
    default:
      return [];
  }
}

function kernelAndBias(
  layer: string,
  shape: readonly number[],
  fanIn: number,
  bias: boolean,
  filters: number,
): Parameter[] {
  const kernel = parameter(layer, "kernel", shape, { kind: "he", fanIn });
  return bias ? [kernel, parameter(layer, "bias", [filters], { kind: "zeros" })] : [kernel];
}

function batchNormParameters(layer: string, width: number): Parameter[] {
  return [
    parameter(layer, "gamma", [width], { kind: "ones" }),
    parameter(layer, "beta", [width], { kind: "zeros" }),
    parameter(layer, "moving_mean", [width], { kind: "zeros" }, false),
    parameter(layer, "moving_variance", [width], { kind: "ones" }, false),
  ];
}

function parameter(
  layer: string,
  kind: string,
  shape: readonly number[],
  initializer: Initializer,
  trainable = true,
): Parameter {
  return { name: `${layer}/${kind}`, layer, shape, trainable, initializer };
}
