import type { GraphNode, ValueShape } from "../../../graph/types.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** What a training rule needs besides the node and its inputs. */
export interface TrainingContext {
  /** Where the nodes go. */
  readonly onnx: OnnxGraphBuilder;
  /** An input of the graph: a parameter in the shape that the network has it in, such as [k, k, in, filters] of a kernel. */
  readonly parameter: (name: string) => OnnxValue;
  /** Of a parameter. */
  readonly shapeOf: (name: string) => readonly number[];
  /** Give away the moments of the micro-batch of a layer of batch normalisation, [channels] each; the variance with Bessel's correction. */
  readonly addMoments: (layer: string, mean: OnnxValue, variance: OnnxValue) => void;
}

/** The shapes of a node's value and of its inputs: without the batch, and all lengths known. */
export interface NodeShapes {
  readonly value: ValueShape;
  readonly inputs: readonly ValueShape[];
}

/** One way back through the graph: there is one for each sum that is differentiated. */
export interface Backward {
  /** In front of the names of all values that are made on the way, so that each way has its own. */
  readonly prefix: string;
  /** Give away the gradient of a parameter, in the parameter's own shape: of each of the node's, once. */
  readonly addGradient: (parameter: string, gradient: OnnxValue) => void;
}

/** A node's value in training, and how gradients come back from it. */
export interface Differentiable {
  readonly value: OnnxValue;
  /**
   * Writes the gradients of the inputs, and gives away those of the node's parameters.
   * @param gradient of the value, in its shape
   * @param wanted whether the gradient of each input is asked for: the image has none
   * @returns of each input; undefined where none is wanted
   */
  readonly backward: (
    gradient: OnnxValue,
    wanted: readonly boolean[],
    back: Backward,
  ) => readonly (OnnxValue | undefined)[];
}

/**
 * Writes a node of a network as nodes of ONNX, for training: batch normalisation is over the micro-batch.
 * @param inputs values of its inputs: images are [B, C, H, W], volumes [B, C, A, H, W]
 */
export type TrainingRule<Op extends GraphNode["op"]> = (
  node: Extract<GraphNode, { readonly op: Op }>,
  inputs: readonly OnnxValue[],
  shapes: NodeShapes,
  context: TrainingContext,
) => Differentiable;
