import { ModelError } from "../../errors.ts";
import { graphParameters, type Parameter } from "../../graph/parameters.ts";
import { type ImageSize, valueShapes } from "../../graph/shapes.ts";
import type { NetworkGraph, ValueShape } from "../../graph/types.ts";
import type { LossSettings } from "../../losses/loss-settings.ts";
import { dimensions } from "../_dimensions.ts";
import { pointInputs } from "../_label-points.ts";
import { OnnxGraphBuilder, type OnnxValue } from "../onnx-graph-builder.ts";
import type { GraphProto } from "../proto/messages.ts";
import { atLeastTwo, singleValueLayer } from "./_smallest-batch.ts";
import { type HeadParts, writeHead } from "./head.ts";
import { writeLoss } from "./losses/write-loss.ts";
import { type GradientSum, trainingNames } from "./names.ts";
import { writePoints } from "./points.ts";
import type { Backward, TrainingContext } from "./rules/rule.ts";
import { writeSmoothness } from "./smoothness.ts";
import { type ForwardPass, runForward } from "./tape.ts";

/** What the graph is of; all of it was checked. */
export interface GradientsDescription {
  readonly graph: NetworkGraph;
  /** Of the image. */
  readonly channels: number;
  /** Height bins of cloud types. */
  readonly bins: number;
  readonly loss: LossSettings;
  readonly size: ImageSize;
  /** Of the penalty; without them there is none. */
  readonly radianceChannels?: readonly number[] | undefined;
}

/** What is written into the graph, and of what. */
interface Writing extends GradientsDescription {
  readonly onnx: OnnxGraphBuilder;
  readonly context: TrainingContext;
  readonly parameters: readonly Parameter[];
  readonly images: OnnxValue;
  /** Of the features. */
  readonly shape: ValueShape;
  readonly forward: ForwardPass;
  readonly flaw: OnnxValue;
}

/**
 * Gradients of one micro-batch, added to those of others.
 * @throws ModelError MODEL_ONNX for an operation without a training rule, or a parameter that gets no gradient
 */
export function gradientsGraph(description: GradientsDescription): GraphProto {
  const { graph, channels, size, radianceChannels } = description;
  const onnx = new OnnxGraphBuilder();
  const given = onnx.input("images", "float32", [dimensions.batch, channels, ...size]);
  const parameters = graphParameters(graph);
  const values = new Map(parameters.map(({ name, shape }) => [name, onnx.input(name, "float32", shape)]));
  const layer = singleValueLayer(graph, size);
  const images = layer === undefined ? given : atLeastTwo(given, layer, onnx);
  const context = trainingContext(parameters, values, onnx);
  const forward = runForward(graph, images, size, context);
  const shape = valueShapes(graph, size).at(-1)!;
  const flaw = writeFlaw(images, onnx);
  const writing = { ...description, onnx, context, parameters, images, shape, forward, flaw };
  writeLabelLoss(writing);
  if (radianceChannels !== undefined) writePenalty(writing, radianceChannels);
  return onnx.build("gradients");
}

function trainingContext(
  parameters: readonly Parameter[],
  values: ReadonlyMap<string, OnnxValue>,
  onnx: OnnxGraphBuilder,
): TrainingContext {
  const shapes = new Map(parameters.map(({ name, shape }) => [name, shape]));
  return {
    onnx,
    parameter: (name) => values.get(name)!,
    shapeOf: (name) => shapes.get(name)!,
    addMoments: (layer, mean, variance) => {
      takeUp(values.get(`${layer}/moving_mean`)!, mean, shapes.get(`${layer}/moving_mean`)!, onnx);
      takeUp(values.get(`${layer}/moving_variance`)!, variance, shapes.get(`${layer}/moving_variance`)!, onnx);
    },
  };
}

/** Share of a new batch, as in PyTorch. */
const momentum = 0.1;

/** Running statistics with those of the micro-batch. */
function takeUp(running: OnnxValue, own: OnnxValue, shape: readonly number[], onnx: OnnxGraphBuilder): void {
  const next = trainingNames.next(running.name);
  const share = (name: string, value: OnnxValue, factor: number): OnnxValue =>
    onnx.node("Mul", `${next}/${name}`, [value, onnx.floats(`${next}/${name}_factor`, [], Float32Array.of(factor))]);
  const sum = onnx.node("Add", next, [share("kept", running, 1 - momentum), share("new", own, momentum)]);
  onnx.output(sum, "float32", shape);
}

/** A number to be added to all outputs: NaN when a value of the images is not finite, since ReLU may hide it; else 0. */
function writeFlaw(images: OnnxValue, onnx: OnnxGraphBuilder): OnnxValue {
  const sum = onnx.node("ReduceSum", "flaw/sum", [images], { keepdims: 0 });
  return onnx.node("Mul", "flaw/value", [sum, onnx.floats("flaw/zero", [], Float32Array.of(0))]);
}

/** The loss at labels, and the gradients of its terms. */
function writeLabelLoss(writing: Writing): void {
  const { onnx, graph, bins, shape, forward, loss } = writing;
  const points = writePoints(forward.values.at(-1)!, shape, pointInputs(onnx), onnx);
  const head = writeHead(points.value, headParts("points", writing));
  const { classes, bins: ownBins } = graph.outputs;
  const outputs = classes * ownBins;
  // [1, classes * bins, P] of pixels and [1, classes, bins * P] of voxels are the same numbers in the same order.
  const rows = onnx.node("Reshape", "logits/rows", [head.value, onnx.integers("logits/rows_shape", [outputs, -1])]);
  const ofPoints = onnx.node("Transpose", classes === 1 ? "logits" : "logits/of_points", [rows], { perm: [1, 0] });
  const logits =
    classes === 1
      ? ofPoints
      : onnx.node("Reshape", "logits", [ofPoints, onnx.integers("logits/shape", [0, classes, ownBins])]);
  onnx.output(logits, "float32", [dimensions.points, ...(classes === 1 ? [ownBins] : [classes, ownBins])]);
  const cloudScenario = onnx.input("cloud_scenario", "uint8", [dimensions.points, bins]);
  const terms = writeLoss({ logits, cloudScenario, onnx }, loss);
  onnx.output(terms.numerator, "float32", []);
  onnx.output(terms.denominator, "float32", []);

  const goBack = (sum: GradientSum, gradient: OnnxValue): void => {
    writeGradients(writing, sum, (back) => {
      const name = `${back.prefix}/logits`;
      const flat = onnx.node("Reshape", `${name}/rows`, [gradient, onnx.integers(`${name}/rows_shape`, [-1, outputs])]);
      const columns = onnx.node("Transpose", `${name}/columns`, [flat], { perm: [1, 0] });
      const units = onnx.integers(`${name}/shape`, [1, graph.head.at(-1)!.units, -1]);
      const ofHead = onnx.node("Reshape", name, [columns, units]);
      return points.backward(head.backward(ofHead, back), back.prefix);
    });
  };
  goBack("numerator", terms.numeratorGradient);
  if (terms.denominatorGradient !== undefined) goBack("denominator", terms.denominatorGradient);
}

/** The smoothness penalty of the dense output, and the gradient of its numerator. */
function writePenalty(writing: Writing, radianceChannels: readonly number[]): void {
  const { onnx, graph, images, shape, forward, size } = writing;
  const features = forward.values.at(-1)!;
  const flat = onnx.integers("dense/flat", [0, shape.channels, -1]);
  const head = writeHead(onnx.node("Reshape", "dense/features", [features, flat]), headParts("dense", writing));
  const channels = graph.outputs.classes * graph.outputs.bins;
  const dense = onnx.node("Reshape", "dense", [head.value, onnx.integers("dense/shape", [0, channels, ...size])]);
  const penalty = writeSmoothness({ dense, channels, images, radianceChannels, size }, onnx);
  onnx.output(penalty.numerator, "float32", []);
  onnx.output(penalty.denominator, "float32", []);
  writeGradients(writing, "smoothness", (back) => {
    const name = `${back.prefix}/dense`;
    const units = onnx.integers(`${name}/shape`, [0, graph.head.at(-1)!.units, -1]);
    const ofHead = onnx.node("Reshape", name, [penalty.gradient, units]);
    const whole = onnx.node("Shape", `${name}/features_shape`, [features]);
    return onnx.node("Reshape", `${name}/features`, [head.backward(ofHead, back), whole]);
  });
}

function headParts(prefix: string, { graph, flaw, context }: Writing): HeadParts {
  return { layers: graph.head, prefix, flaw, context };
}

/**
 * Adds the gradients of a sum to those of earlier micro-batches.
 * @param ofFeatures writes its gradient by the features
 */
function writeGradients(
  { onnx, forward, parameters }: Writing,
  sum: GradientSum,
  ofFeatures: (back: Backward) => OnnxValue,
): void {
  const gradients = new Map<string, OnnxValue>();
  const addGradient = (name: string, gradient: OnnxValue): void => void gradients.set(name, gradient);
  const back: Backward = { prefix: `back/${sum}`, addGradient };
  forward.backward(new Map([[forward.values.length - 1, ofFeatures(back)]]), back);
  for (const { layer, name, shape, trainable } of parameters) {
    if (!trainable) continue;
    const gradient = gradients.get(name);
    if (gradient === undefined) {
      const problem = `${name} gets no gradient of the ${sum}: its training rule gives none, or nothing reads its layer`;
      throw new ModelError("MODEL_ONNX", problem, { layer });
    }
    const accumulator = onnx.input(trainingNames.accumulator(sum, name), "float32", shape);
    const next = trainingNames.next(accumulator.name);
    onnx.output(onnx.node("Add", next, [accumulator, gradient]), "float32", shape);
  }
}
