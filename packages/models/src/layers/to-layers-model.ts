import { input, type LayersModel, model, type SymbolicTensor } from "@tensorflow/tfjs";
import type { Network } from "../model/network.ts";
import { modelMetadata } from "../saved/metadata.ts";
import { denseLayer, nodeLayers } from "./_node-layers.ts";

/**
 * A network of two dimensions as a `tf.LayersModel` of its own, for what tfjs does with such: its summary, `fit`, and
 * converters. It maps [B, H, W, C] to [B, H, W, O], where O are the values that `dense` gives for a pixel, class by class;
 * images of any size. Weights have our names, `<layer>/kernel` and so on, and begin as those of the network; later changes
 * of one do not reach the other.
 *
 * @throws TypeError for networks that know altitude
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { createModel, toLayersModel } from "@atcs/models";
 *
 * const network = createModel("single_pixel", { channels: 4, task: "bin_seg_2d", maxWidth: 8 });
 * console.log(toLayersModel(network).outputs[0]?.shape); // [null, null, null, 1]
 * ```
 */
export function toLayersModel(network: Network): LayersModel {
  if (!hasLayersModel(network)) {
    throw new TypeError(
      `${network.name} has volumes with altitude, which tf.LayersModel has no layers for: expected a network of two dimensions`,
    );
  }
  const made = emptyLayersModel(network);
  for (const layer of made.layers) {
    layer.setWeights(layer.weights.map(({ originalName }) => network.variable(originalName)));
  }
  return made;
}

/** Is it a network that {@link toLayersModel} takes? */
export function hasLayersModel({ graph }: Network): boolean {
  return graph.outputs.of === "pixel";
}

/** The same with weights of zeros. */
export function emptyLayersModel(network: Network): LayersModel {
  const { graph, name } = network;
  const values: SymbolicTensor[] = [];
  for (const node of graph.nodes) {
    if (node.op === "input") {
      values.push(input({ name: node.name, shape: [null, null, node.channels] }));
      continue;
    }
    const inputs = node.inputs.map((i) => values[i]!);
    const [first, ...others] = nodeLayers(node);
    const value = first.apply(inputs.length === 1 ? inputs[0]! : inputs) as SymbolicTensor;
    values.push(others.reduce((x, layer) => layer.apply(x) as SymbolicTensor, value));
  }
  const outputs = graph.head.reduce((x, layer) => denseLayer(layer).apply(x) as SymbolicTensor, values.at(-1)!);
  const image = values[graph.nodes.findIndex(({ op }) => op === "input")]!;
  const made = model({ name, inputs: image, outputs });
  made.setUserDefinedMetadata({ ...modelMetadata(network) });
  return made;
}
