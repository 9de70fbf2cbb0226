import type { Tensor4D } from "@tensorflow/tfjs";
import type { NetworkGraph } from "../graph/types.ts";
import { runNode, type Surroundings } from "./run-node.ts";
import type { Value } from "./volume.ts";

/** The features of images [B, H, W, C], which must be large enough for the network. */
export function runGraph(graph: NetworkGraph, images: Tensor4D, surroundings: Surroundings): Value {
  const values: Value[] = [];
  for (const node of graph.nodes) {
    if (node.op === "input") {
      values.push({ tensor: images, altitude: 1 });
    } else {
      const inputs = node.inputs.map((place) => values[place]!);
      values.push(runNode(node, inputs, surroundings));
    }
  }
  return values.at(-1)!;
}
