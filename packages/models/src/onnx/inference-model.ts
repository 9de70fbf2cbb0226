import { graphParameters } from "../graph/parameters.ts";
import { valueChannels } from "../graph/shapes.ts";
import type { NetworkGraph } from "../graph/types.ts";
import type { NetworkConfig } from "../networks/config.ts";
import type { NetworkName } from "../networks/networks.ts";
import { dimensions } from "./_dimensions.ts";
import { foldable, noFolding } from "./_folding.ts";
import { denseLogits, pointLogits } from "./_head.ts";
import { interpolateColumns, interpolatePoints } from "./_interpolate-points.ts";
import { modelProto, networkMetadata } from "./_model-proto.ts";
import { checkedImages, smallestSide } from "./_smallest-image.ts";
import { volumesOf } from "./_volumes.ts";
import type { WeightValues } from "./_weights.ts";
import { type FedValues, type OnnxDimension, OnnxGraphBuilder, type OnnxValue } from "./onnx-graph-builder.ts";
import type { ResolvedOnnxOptions } from "./options.ts";
import type { ModelProto } from "./proto/messages.ts";
import type { RuleContext } from "./rules/rule.ts";
import { applyRule } from "./rules/rules.ts";

/** What is to be written. */
export interface NetworkDescription {
  readonly name: NetworkName;
  readonly config: NetworkConfig;
  readonly graph: NetworkGraph;
  /** Checked by `checkWeights`. */
  readonly weights: WeightValues;
}

/** A model, and the weights that it takes as inputs. */
export interface InferenceModel {
  readonly model: ModelProto;
  readonly fed: ReadonlyMap<string, FedValues>;
}

/**
 * The model that takes images and gives logits or probabilities.
 * @param largestInitializer weights with more values than that are inputs
 * @throws ModelError MODEL_ONNX for an operation without a rule
 */
export function inferenceModel(
  description: NetworkDescription,
  options: ResolvedOnnxOptions,
  largestInitializer?: number,
): InferenceModel {
  const { name, config, graph, weights } = description;
  const onnx = new OnnxGraphBuilder(largestInitializer);
  const shapes = new Map(graphParameters(graph).map(({ name, shape }) => [name, shape]));
  const folding = options.batchNorm === "fold" ? foldable(graph) : noFolding;
  const shapeOf = (parameter: string): readonly number[] => shapes.get(parameter)!;
  const context: RuleContext = { onnx, weights, shapeOf, folding, volumes: volumesOf(graph) };
  const size = options.size === "any" ? [dimensions.height, dimensions.width] : options.size;
  const images = onnx.input("images", "float32", [dimensions.batch, config.channels, ...size]);
  // A size that is given was checked already, and whatever runs the file holds images to it.
  const checked = options.size === "any" ? checkedImages(images, smallestSide(graph), onnx) : images;
  const features = writeNodes(graph, checked, context);
  const logits =
    options.output === "dense"
      ? denseLogits(features, graph, context)
      : pointLogits(featuresAtPoints(features, graph, onnx), graph, context);
  const output = options.probabilities ? probabilitiesOf(logits, graph, onnx) : logits;
  onnx.output(output, "float32", outputShape(graph, options.output, size));
  const metadata = { ...networkMetadata(name, config), output: options.output };
  return { model: modelProto(onnx.build(name), describeModel(description, options), metadata), fed: onnx.fed };
}

/** The features. */
function writeNodes(graph: NetworkGraph, images: OnnxValue, context: RuleContext): OnnxValue {
  const values: OnnxValue[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((i) => values[i]!);
    values.push(node.op === "input" ? images : applyRule(node, inputs, context));
  }
  return values.at(-1)!;
}

/** [P, D], or of networks that know altitude [P, K, D]. */
function featuresAtPoints(features: OnnxValue, graph: NetworkGraph, onnx: OnnxGraphBuilder): OnnxValue {
  const { of, bins } = graph.outputs;
  if (of === "pixel") return interpolatePoints(features, onnx);
  return interpolateColumns(features, [bins, valueChannels(graph).at(-1)!], onnx);
}

/** Classes, if there are several, are the second axis of all outputs. */
function probabilitiesOf(logits: OnnxValue, { outputs }: NetworkGraph, onnx: OnnxGraphBuilder): OnnxValue {
  if (outputs.classes === 1) return onnx.node("Sigmoid", "probabilities", [logits]);
  return onnx.node("Softmax", "probabilities", [logits], { axis: 1 });
}

function outputShape(
  { outputs: { classes, bins } }: NetworkGraph,
  output: ResolvedOnnxOptions["output"],
  size: readonly OnnxDimension[],
): OnnxDimension[] {
  const values = classes === 1 ? [bins] : [classes, bins];
  return output === "dense" ? [dimensions.batch, ...values, ...size] : [dimensions.points, ...values];
}

function describeModel({ name, config }: NetworkDescription, { output, probabilities }: ResolvedOnnxOptions): string {
  const what = probabilities ? "probabilities" : "logits";
  const where = output === "dense" ? "of every pixel" : "at label points";
  return `${name} for ${config.task}: images [batch, channels, rows, columns] to ${what} ${where}`;
}
