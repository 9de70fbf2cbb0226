import { checkInteger, checkOptions } from "../../_check.ts";
import { describeValue } from "../../_describe.ts";
import { checkImageSize, type ImageSize, valueShapes } from "../../graph/shapes.ts";
import { checkRadianceChannels } from "../../losses/_radiance-channels.ts";
import { type LossOptions, type LossSettings, lossSettings } from "../../losses/loss-settings.ts";
import type { Numbers } from "../../model/label-points.ts";
import type { NetworkConfig } from "../../networks/config.ts";
import { completeConfig, describeNetwork, type NetworkName } from "../../networks/networks.ts";
import { modelProto, networkMetadata } from "../_model-proto.ts";
import { encodeModel } from "../proto/encode-model.ts";
import { gradientsGraph } from "./gradients-graph.ts";
import type { GradientSum } from "./names.ts";
import { type AdamConstants, updateGraph } from "./update-graph.ts";

/** Options of {@link encodeGradients}. */
export interface GradientsOptions {
  /** The loss at labels, as `lossTerms` takes it. Its task is that of the network. */
  readonly loss: LossOptions;
  /** Rows and columns of the images. */
  readonly size: ImageSize;
  /** A smoothness penalty, as `smoothness` takes its channels. Without it there is none. */
  readonly smoothness?: { readonly radianceChannels: Numbers } | undefined;
}

/**
 * An ONNX model that computes the gradients of one micro-batch by all that a network learns, with batch normalisation over
 * that micro-batch, and adds them to those of earlier ones. It has operator set 17 and holds no weights. Any number of images
 * (`batch`) and of label points (`points`, also 0) can be in a micro-batch. Everything is float32 where nothing else is said.
 *
 * Inputs:
 * - `images` [batch, C, H, W];
 * - `batch_index` int64 [points], `corners` int64 [points, 4, 2], `weights` [points, 4], label points, as `Network.atLabels`
 *   takes them;
 * - `cloud_scenario` uint8 [points, K], cloud types 0 to 8, 255 unknown, with K the `bins` of the configuration for all tasks;
 * - every parameter of `graphParameters` by its name and in its shape, running statistics too;
 * - for each sum of `gradientSums` and each parameter that is learned, `<sum>/<parameter>` in the parameter's shape:
 *   the gradient of earlier micro-batches, at first zeros.
 *
 * Outputs:
 * - `next/<sum>/<parameter>`: that, and the gradient of this micro-batch;
 * - `next/<layer>/moving_mean`, `next/<layer>/moving_variance` [channels], 0.9 of the running statistics and 0.1 of those of
 *   this micro-batch, the variance with Bessel's correction;
 * - `numerator`, `denominator` [], the loss of this micro-batch, not divided yet;
 * - with a penalty, `smoothness_numerator` and `smoothness_denominator` [], it, not divided yet;
 * - `logits` at label points, in the shape of `Network.atLabels`.
 *
 * The gradient of the loss of several micro-batches, N / D of the sums of numerators and denominators, is
 * (dN - N / D dD) / D, where dD is 0 without a sum `denominator`; the penalty's is its gradient by the sum of its
 * denominators. A run fails, in a node whose name says what is wrong, for points outside of the images, what is no cloud
 * type, arrays that are not of the same points, and a single image where batch normalisation has one value of it in a
 * channel (see `smallestMicroBatch`). Weights of a point that do not sum to 1 are not noticed. With images that are not
 * finite, logits and numerator are NaN; without a label point there are none that could be, but gradients are.
 *
 * @throws TypeError for a network, a task or an option that there is not; RangeError for numbers that cannot be, a size that
 * is too small for the network or the penalty, or the loss of another task
 * @example
 * ```ts
 * import { encodeGradients } from "@atcs/models/onnx";
 *
 * const config = { channels: 32, task: "bin_seg_3d", bins: 99, baseWidth: 8 } as const;
 * const bytes = encodeGradients("simple_conv", config, { loss: { task: "bin_seg_3d" }, size: [100, 100] });
 * ```
 */
export function encodeGradients(
  name: NetworkName,
  config: NetworkConfig,
  options: GradientsOptions,
): Uint8Array<ArrayBuffer> {
  const graph = describeNetwork(name, config);
  const complete = completeConfig(name, config);
  checkOptions("encodeGradients", options, ["loss", "size", "smoothness"]);
  const { size } = options;
  checkImageSize(size);
  valueShapes(graph, size);
  const loss = ownLoss(options.loss, complete);
  const radianceChannels = ownChannels(options, complete);
  const { channels, bins } = complete;
  const proto = gradientsGraph({ graph, channels, bins: bins!, loss, size, radianceChannels });
  const about = `gradients of ${name} for ${config.task}: one micro-batch`;
  return encodeModel(modelProto(proto, about, networkMetadata(name, complete)));
}

function ownLoss(options: LossOptions, { task }: NetworkConfig): LossSettings {
  const loss = lossSettings("the loss", options);
  if (loss.task === task) return loss;
  throw new RangeError(`the loss is of ${loss.task}: expected ${task}, the task of the network`);
}

function ownChannels({ smoothness, size }: GradientsOptions, { channels }: NetworkConfig): number[] | undefined {
  if (smoothness === undefined) return undefined;
  checkOptions("the smoothness", smoothness, ["radianceChannels"]);
  const { radianceChannels } = smoothness;
  checkRadianceChannels(radianceChannels, channels);
  if (Math.min(...size) >= 3) return Array.from(radianceChannels);
  throw new RangeError(`size is ${size.join(" x ")}: expected 3 x 3 pixels at least, for the smoothness penalty`);
}

/** Options of {@link encodeUpdate}. */
export interface UpdateOptions {
  /** Whose gradients are given, each once: those of `gradientSums`. */
  readonly sums: readonly GradientSum[];
  readonly adam: AdamConstants;
  /** How many numbers are learned, from 1. */
  readonly parameters: number;
}

/**
 * An ONNX model that makes one update by Adam (Kingma and Ba 2015) of all that is learned, as one vector of n numbers, all of
 * it float32.
 *
 * Inputs:
 * - `parameters`, `first_moments`, `second_moments` [n], what is learned, and the running means of gradients and of their
 *   squares;
 * - for each of the sums `<sum>` [n], its gradient, and `<sum>_factor` [], what that is multiplied by: g is the sum of these
 *   products;
 * - `rate` [], the learning rate / (1 - beta1^t) for update t, from 1;
 * - `correction` [], 1 / sqrt(1 - beta2^t).
 *
 * Outputs:
 * - `next/first_moments` m' = beta1 m + (1 - beta1) g, `next/second_moments` v' = beta2 v + (1 - beta2) g^2,
 *   `next/parameters` p - rate m' / (sqrt(v') correction + epsilon), [n] each;
 * - `magnitude` [], the sum of the next second moments, which is not finite when a square of g is not: the outputs must not
 *   be taken up then.
 *
 * @throws TypeError for an option or a sum that there is not; RangeError for numbers that cannot be, a sum that is given
 * twice, or none
 */
export function encodeUpdate(options: UpdateOptions): Uint8Array<ArrayBuffer> {
  checkOptions("encodeUpdate", options, ["sums", "adam", "parameters"]);
  const { sums, adam, parameters } = options;
  checkSums(sums);
  checkAdam(adam);
  checkInteger("parameters", parameters, 1, 2 ** 31 - 1);
  return encodeModel(modelProto(updateGraph(sums, adam, parameters), "one update by Adam", {}));
}

const allSums: readonly GradientSum[] = ["numerator", "denominator", "smoothness"];

function checkSums(sums: readonly GradientSum[]): void {
  const isList = Array.isArray(sums) && sums.every((sum) => allSums.includes(sum));
  if (!isList) throw new TypeError(`sums are ${describeValue(sums)}: expected an array of ${allSums.join(", ")}`);
  if (sums.length > 0 && new Set(sums).size === sums.length) return;
  throw new RangeError(`sums are [${sums.join(", ")}]: expected at least one, each once`);
}

function checkAdam(adam: AdamConstants): void {
  checkOptions("adam", adam, ["beta1", "beta2", "epsilon"]);
  for (const name of ["beta1", "beta2"] as const) {
    const beta = adam[name];
    if (typeof beta === "number" && beta >= 0 && beta < 1) continue;
    throw wrongNumber(name, beta, "0 to below 1");
  }
  const { epsilon } = adam;
  // Below this it is 0 in single precision, by which a gradient that was always 0 would be divided.
  if (typeof epsilon === "number" && epsilon >= 2 ** -126 && epsilon < 1e38) return;
  throw wrongNumber("epsilon", epsilon, "a number from 2^-126 to below 1e38");
}

function wrongNumber(name: string, value: unknown, expected: string): Error {
  const Wrong = typeof value === "number" ? RangeError : TypeError;
  return new Wrong(`${name} is ${describeValue(value)}: expected ${expected}`);
}
