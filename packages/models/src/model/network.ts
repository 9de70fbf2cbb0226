import {
  add,
  type io,
  reshape,
  type Tensor,
  type Tensor2D,
  type TensorContainer,
  tensor,
  tidy,
  type Variable,
  variable,
} from "@tensorflow/tfjs";
import { checkChoice, checkFunction, checkOptions } from "../_check.ts";
import { graphParameters, type Parameter, sizeOf } from "../graph/parameters.ts";
import { valueShapes } from "../graph/shapes.ts";
import type { NetworkGraph } from "../graph/types.ts";
import type { NetworkConfig } from "../networks/config.ts";
import { completeConfig, describeNetwork, type NetworkName } from "../networks/networks.ts";
import type { OperationOptions } from "../operation-options.ts";
import type { Moments } from "../ops/batch-norm-relu.ts";
import { flawOf } from "../ops/constant.ts";
import { runGraph } from "../ops/run-graph.ts";
import { runHead } from "../ops/run-head.ts";
import type { Value } from "../ops/volume.ts";
import { saveModel } from "../saved/save-model.ts";
import { checkWeight } from "./_check-weight.ts";
import { imageInput } from "./_image-input.ts";
import { interpolateValue } from "./_interpolate.ts";
import { denseOutputs, pointOutputs, publicFeatures } from "./_outputs.ts";
import { checkMoments, takeUpMoments } from "./_running-statistics.ts";
import { summaryLines } from "./_summary.ts";
import { checkLabelPoints, type LabelPoints, type Numbers } from "./label-points.ts";
import { checkRunOptions, type NamedMoments, type RunOptions } from "./run-options.ts";

/**
 * A network with its weights, which lie on the backend that was the current one when it was made.
 *
 * The values of images must be finite: with one that is not, all outputs are NaN, so that a loss shows it (on cpu and wasm;
 * WebGPU promises nothing about such numbers). What overflows inside, or weights that are not finite, make the outputs NaN or
 * infinite that depend on them. Moments that are not finite are not taken up into the running ones.
 */
export class Network {
  /** Such as "simple_conv". */
  readonly name: NetworkName;
  /** With all its defaults. */
  readonly config: NetworkConfig;
  /** Its layers, as `describeNetwork` has them. */
  readonly graph: NetworkGraph;
  /** In the order of files and optimizers. */
  readonly parameters: readonly Parameter[];
  readonly #variables: ReadonlyMap<string, Variable>;

  /** Use `createModel` or `loadModel`. @param valuesOf first values of a parameter @internal */
  constructor(name: NetworkName, config: NetworkConfig, valuesOf: (parameter: Parameter) => Float32Array) {
    this.graph = describeNetwork(name, config);
    this.name = name;
    this.config = Object.freeze(completeConfig(name, config));
    this.parameters = graphParameters(this.graph);
    const made = this.parameters.map((parameter): [string, Variable] => {
      const { name, shape, trainable } = parameter;
      const first = tensor(valuesOf(parameter), [...shape], "float32");
      // tfjs wants names of variables to be unique in the whole process: it is left to make them.
      const own = variable(first, trainable);
      first.dispose();
      return [name, own];
    });
    this.#variables = new Map(made);
  }

  /** The variable of a parameter. @throws RangeError when there is none of this name; TypeError after `dispose` */
  variable(name: string): Variable {
    const found = this.#variables.get(name);
    if (found === undefined) throw new RangeError(`${this.name} has no parameter ${name}`);
    if (found.isDisposed) throw new TypeError(`${this.name} is disposed: its weights are gone`);
    return found;
  }

  /** What is learned, in the order of `parameters`. */
  get trainableVariables(): Variable[] {
    return this.parameters.filter(({ trainable }) => trainable).map(({ name }) => this.variable(name));
  }

  /**
   * The last values before the head.
   * @param x [B, C, H, W], or [B, H, W, C] with `layout: "NHWC"`
   * @returns [B, D, H, W], or of networks that know altitude [B, D, K, H, W]
   * @throws TypeError for what is no float32 tensor or an option; RangeError for another shape, an image that is too
   * small, or in training a layer that has one value in each channel
   */
  features(x: Tensor, options: RunOptions = {}): Tensor {
    return this.#run(x, options, (features, flaw) => add(publicFeatures(features, this.graph.outputs.of), flaw));
  }

  /**
   * Logits at label points: the features are interpolated, then the head runs at the points alone. These are the values
   * that losses, scores and the leaderboard use. With no points the result has no rows.
   *
   * @param x as in {@link features}
   * @param batchIndex (P) image of each point
   * @param corners (P, 4, 2) row and column of the four pixels of each point
   * @param weights (P, 4) of these pixels; those of a point sum to 1, to 0.001
   * @returns [P, 9, K] of `seg_3d`, [P, K] of `bin_seg_3d`, [P, 1] of `bin_seg_2d`; height bin 0 is the highest
   * @throws as {@link features}; TypeError for points in tensors; RangeError for weights
   * that do not sum to 1; for points that cannot be the errors of `@atcs/colocate`:
   * ShapeError for lengths that do not fit, IndexError for an image, row or column that there is not, ValueError for a
   * weight that is not finite
   */
  atLabels(x: Tensor, batchIndex: Numbers, corners: Numbers, weights: Numbers, options: RunOptions = {}): Tensor {
    const points = { batchIndex, corners, weights };
    checkLabelPoints(points);
    return this.#run(x, options, (features, flaw) => this.#atPoints(features, flaw, points));
  }

  /**
   * Logits of every pixel.
   * @param x as in {@link features}
   * @returns [B, 9, K, H, W] of `seg_3d`, [B, K, H, W] of `bin_seg_3d`, [B, 1, H, W] of `bin_seg_2d`; height bin 0 is the
   * highest
   * @throws as {@link features}
   */
  dense(x: Tensor, options: RunOptions = {}): Tensor {
    return this.#run(x, options, (features, flaw) => this.#everywhere(features, flaw));
  }

  /**
   * Logits at label points and of every pixel, of one run: for losses that need both.
   * @returns as {@link atLabels} and {@link dense}
   * @throws as {@link atLabels}
   */
  atLabelsAndDense(x: Tensor, points: LabelPoints, options: RunOptions = {}): { atLabels: Tensor; dense: Tensor } {
    checkLabelPoints(points);
    return this.#run(x, options, (features, flaw) => ({
      atLabels: this.#atPoints(features, flaw, points),
      dense: this.#everywhere(features, flaw),
    }));
  }

  /** The same as {@link dense}: the name that tfjs' models have for it. */
  predict(x: Tensor, options: RunOptions = {}): Tensor {
    return this.dense(x, options);
  }

  /**
   * Take moments up that `training` gave to a function, as `training: true` does with those of its batch: running mean and
   * variance become 0.9 of themselves + 0.1 of the batch's, the variance times n / (n - 1) for n values, as in PyTorch.
   * They stay the caller's to dispose of. Their values are not looked at, for which a GPU would have to be waited for, but
   * for one thing: unless all are finite, and no variance below 0, none is taken up.
   * @throws RangeError unless they are those of all layers of batch normalisation of this network; TypeError for what is no
   * Map, or tensors that are disposed. Nothing is changed then
   */
  applyMoments(moments: NamedMoments): void {
    const layers = this.graph.nodes.filter(({ op }) => op === "batchNormRelu");
    const channels = layers.map(({ name }): [string, number] => [name, this.variable(`${name}/moving_mean`).size]);
    checkMoments(this.name, moments, new Map(channels));
    tidy(() => takeUpMoments(moments, (name) => this.variable(name)));
  }

  /**
   * How many numbers the network has: all, those that are learned (`trainable: true`), or the running statistics (false).
   * @throws TypeError for an option that there is not, or a `trainable` that is neither true nor false
   */
  countParams(options: { readonly trainable?: boolean } = {}): number {
    checkOptions("countParams", options, ["trainable"]);
    const { trainable } = options;
    if (trainable !== undefined) checkChoice("trainable", trainable, [true, false]);
    const counted = this.parameters.filter((each) => trainable === undefined || each.trainable === trainable);
    return counted.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  }

  /**
   * Print a table of layers, of their outputs for one image (rows x columns x channels), and of their parameters.
   * @param print takes each line @default console.log
   * @throws TypeError for what is no function
   */
  // biome-ignore lint/suspicious/noConsole: an explicit call asks for it, as that of tf.LayersModel
  summary(print: (line: string) => void = console.log): void {
    checkFunction("print", print);
    for (const line of summaryLines(this.name, this.graph, this.config)) print(line);
  }

  /** The weights, in the order of `parameters`: the variables themselves, which change as they are trained. */
  getWeights(): Tensor[] {
    return this.parameters.map(({ name }) => this.variable(name));
  }

  /**
   * Replace all weights.
   * @param weights in the order of `parameters`; they stay the caller's to dispose of
   * @throws RangeError for another number of them, or another shape; TypeError for another type, or a tensor that is
   * disposed. The message names the parameter, and nothing is changed then. Values are not looked at: NaN or a variance below
   * 0 is found when the network is saved, or by its outputs.
   */
  setWeights(weights: readonly Tensor[]): void {
    if (weights.length !== this.parameters.length) {
      throw new RangeError(`${weights.length} weights: ${this.name} has ${this.parameters.length}`);
    }
    this.parameters.forEach((parameter, i) => {
      checkWeight(parameter, weights[i]!);
    });
    // A clone, so that a variable can be given its own value.
    tidy(() => {
      for (const [i, { name }] of this.parameters.entries()) this.variable(name).assign(weights[i]!.clone());
    });
  }

  /**
   * The same as `saveModel(network, place, options)`.
   * @param place a URL that tfjs knows, or a handler such as `fileSystem` makes
   */
  save(place: string | io.IOHandler, options: OperationOptions = {}): Promise<io.SaveResult> {
    return saveModel(this, place, options);
  }

  /** Give the memory of the weights back. The network cannot be used any more. */
  dispose(): void {
    for (const each of this.#variables.values()) each.dispose();
  }

  /** What `use` makes of the features. Moments go out last, when nothing can be wrong any more. */
  #run<T extends TensorContainer>(x: Tensor, options: RunOptions, use: (features: Value, flaw: Tensor) => T): T {
    checkRunOptions(options);
    const { layout = "NCHW", training = false } = options;
    return tidy(() => {
      const images = imageInput(x, this.config.channels, layout);
      // tfjs lets pooling make an image without pixels; this does not.
      valueShapes(this.graph, [images.shape[1], images.shape[2]]);
      const moments = new Map<string, Moments>();
      const onMoments = (layer: string, own: Moments): void => void moments.set(layer, own);
      const parameter = (name: string): Variable => this.variable(name);
      const features = runGraph(this.graph, images, { parameter, onMoments: training ? onMoments : undefined });
      // So that one bad pixel makes all outputs NaN, and not only those that depend on it.
      const result = use(features, flawOf(images));
      if (training === true) takeUpMoments(moments, parameter);
      else if (training !== false) training(moments);
      return result;
    });
  }

  #atPoints(features: Value, flaw: Tensor, points: LabelPoints): Tensor {
    const values = this.#head(interpolateValue(features, points), flaw);
    return pointOutputs(values, this.graph.outputs, points.batchIndex.length);
  }

  #everywhere({ tensor, altitude }: Value, flaw: Tensor): Tensor {
    const [slices, height, width, channels] = tensor.shape;
    const values = this.#head(reshape(tensor, [slices * height * width, channels]), flaw);
    return denseOutputs(values, this.graph.outputs, [slices / altitude, height, width]);
  }

  /** [n, D] to [n, outputs] */
  #head(features: Tensor2D, flaw: Tensor): Tensor2D {
    return runHead(this.graph.head, features, flaw, (name) => this.variable(name));
  }
}
