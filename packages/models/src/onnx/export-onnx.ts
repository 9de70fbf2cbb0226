import type { TypedArray } from "@tensorflow/tfjs";
import { checkInteger, checkOptions, checkSignal } from "../_check.ts";
import { graphParameters } from "../graph/parameters.ts";
import type { Network } from "../model/network.ts";
import type { NetworkConfig } from "../networks/config.ts";
import { describeNetwork, type NetworkName } from "../networks/networks.ts";
import type { OperationOptions } from "../operation-options.ts";
import { checkWeightBytes, checkWeights, type WeightValues } from "./_weights.ts";
import { type InferenceModel, inferenceModel } from "./inference-model.ts";
import type { FedValues } from "./onnx-graph-builder.ts";
import { type OnnxOptions, onnxOptionNames, resolveOnnxOptions } from "./options.ts";
import { encodeModel } from "./proto/encode-model.ts";

/** A network that lies in host memory. */
export interface NetworkWeights {
  readonly name: NetworkName;
  readonly config: NetworkConfig;
  /** Values of each parameter by its full name, such as `stem/kernel`, in the shapes of `graphParameters`. */
  readonly weights: WeightValues;
}

/**
 * An ONNX file of a network. It has operator set 17 and runs wherever ONNX does, without tfjs and without this package;
 * those that know altitude (`unet_2_1d`, `unet_3d`, `simple_conv_3d`) need convolutions of volumes there.
 *
 * Its input `images` is float32 [batch, C, H, W] with any batch. Its output is float32 and called `logits`, or
 * `probabilities` when these are asked for, in the shapes of `dense` and `atLabels` of {@link Network}. For label points it
 * has the inputs `batch_index` int64 [points], `corners` int64 [points, 4, 2] and `weights` float32 [points, 4] too, with any
 * number of points. Images that are too small for the network, and points outside of an image, make a run fail.
 *
 * Batch normalisation takes the running statistics. The metadata `atcs.network`, `atcs.config` (JSON) and `atcs.output` tell
 * what the file holds.
 *
 * @param network its weights are read once, when this is called
 * @param options and a `signal`, which is looked at before and after the weights are read: what follows is one computation
 * @returns the bytes of an `.onnx` file, about 4 of each parameter
 * @throws TypeError for an option that there is not, or a value that it cannot have; RangeError for a size that is too
 * small; ModelError MODEL_ONNX for more than 2 GiB of weights, MODEL_WEIGHTS for weights that are not finite, or not when
 * batch normalisation is folded; the reason of the signal
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { writeFile } from "node:fs/promises";
 * import { createModel } from "@atcs/models";
 * import { exportOnnx } from "@atcs/models/onnx";
 *
 * const model = createModel("simple_conv", { channels: 32, task: "bin_seg_3d", bins: 99, baseWidth: 8 });
 * await writeFile("simple-conv.onnx", await exportOnnx(model, { probabilities: true }));
 * ```
 */
export async function exportOnnx(
  network: Network,
  options: OnnxOptions & OperationOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkOptions("exportOnnx", options, [...onnxOptionNames, "signal"]);
  const { signal, ...form } = options;
  checkSignal(signal);
  signal?.throwIfAborted();
  const { name, config, parameters } = network;
  // What needs no weights is refused before they are read; all reads begin at once, so that training that goes on while
  // they come changes none of them.
  resolveOnnxOptions(form, network.graph);
  checkWeightBytes(parameters);
  const values: TypedArray[] = await Promise.all(parameters.map((each) => network.variable(each.name).data()));
  signal?.throwIfAborted();
  const weights = new Map(parameters.map((each, i) => [each.name, values[i] as Float32Array]));
  return encodeOnnx({ name, config, weights }, form);
}

/**
 * The same of weights in host memory.
 * @throws as {@link exportOnnx}; ModelError MODEL_WEIGHTS, with the layer, for weights that are missing, too many, or of
 * another length or type too
 */
export function encodeOnnx(network: NetworkWeights, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  return encodeModel(checkedModel(network, options).model);
}

/** A graph that computes logits or probabilities, and what it must be given besides images and points. */
export interface InferenceGraph {
  /** An ONNX file as {@link encodeOnnx} makes it, but for the weights that are inputs. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Weights that each run takes as float32 inputs, by the names of these. */
  readonly fed: ReadonlyMap<string, FedValues>;
}

/**
 * The same for a session of one's own in the same process: large weights are inputs of the graph, not parts of it.
 * onnxruntime on a processor holds a constant kernel several times while it opens a graph (as protobuf, as tensor, in a
 * layout of its own); one that is fed stays where it is. A run takes a little longer, since it is not in that layout.
 *
 * @param options and `largestInitializer`: weights with more values than that are fed. @default 2 ** 20
 * @throws as {@link encodeOnnx}; RangeError for a `largestInitializer` that is no count
 */
export function encodeInference(
  network: NetworkWeights,
  { largestInitializer = 2 ** 20, ...options }: OnnxOptions & { readonly largestInitializer?: number | undefined } = {},
): InferenceGraph {
  checkInteger("largestInitializer", largestInitializer, 0, Number.MAX_SAFE_INTEGER);
  const { model, fed } = checkedModel(network, options, largestInitializer);
  return { bytes: encodeModel(model), fed };
}

function checkedModel(
  { name, config, weights }: NetworkWeights,
  options: OnnxOptions,
  largestInitializer?: number,
): InferenceModel {
  const graph = describeNetwork(name, config);
  const parameters = graphParameters(graph);
  const resolved = resolveOnnxOptions(options, graph);
  checkWeightBytes(parameters);
  checkWeights(parameters, weights);
  return inferenceModel({ name, config, graph, weights }, resolved, largestInitializer);
}
