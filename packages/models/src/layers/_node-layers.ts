import { layers } from "@tensorflow/tfjs";
import { epsilon } from "../graph/epsilon.ts";
import type { DenseLayer, GraphNode } from "../graph/types.ts";
import { FitLike } from "./fit-like.ts";
import { ResizeLike } from "./resize-like.ts";

type Layer = layers.Layer;

/** Share of the running mean and variance that a new batch leaves: tfjs counts the other way round than PyTorch. */
const momentum = 0.9;

/** The layers of tfjs that a node becomes, to be applied one after another; the first one has the node's name. */
export function nodeLayers(node: GraphNode): [Layer, ...Layer[]] {
  const { name } = node;
  switch (node.op) {
    case "conv2d": {
      const { filters, kernel, bias } = node;
      return [weighted(layers.conv2d({ ...he(name), filters, kernelSize: kernel, padding: "same", useBias: bias }))];
    }
    case "convTranspose2d": {
      const { filters } = node;
      const shape = { filters, kernelSize: 3, strides: 2, padding: "same", useBias: false } as const;
      return [weighted(layers.conv2dTranspose({ ...he(name), ...shape }))];
    }
    case "batchNormRelu":
      return [weighted(layers.batchNormalization({ name, epsilon, momentum })), relu(`${name}_relu`)];
    case "relu":
      return [relu(name)];
    case "maxPool2d":
      return [layers.maxPooling2d({ name, poolSize: 2, strides: 2, padding: "valid" })];
    case "resizeLike":
      return [new ResizeLike({ name })];
    case "fitLike":
      return [new FitLike({ name })];
    case "concat":
      return [layers.concatenate({ name, axis: 3 })];
    default:
      throw new TypeError(`${name}: tf.LayersModel has no layer for ${node.op}`);
  }
}

export function denseLayer({ name, units, relu }: DenseLayer): Layer {
  return weighted(layers.dense({ ...he(name), units, activation: relu ? "relu" : "linear" }));
}

function relu(name: string): Layer {
  return layers.activation({ name, activation: "relu" });
}

/** What a model begins with that is made of the topology alone. */
function he(name: string): { name: string; kernelInitializer: "heNormal" } {
  return { name, kernelInitializer: "heNormal" };
}

/** Its weights are set afterwards: random numbers before that would only take time. */
function weighted(layer: Layer): Layer {
  layer.setFastWeightInitDuringBuild(true);
  return layer;
}
