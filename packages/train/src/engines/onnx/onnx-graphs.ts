import { completeConfig, describeNetwork, isModelError } from "@atcs/models";
import {
  encodeGradients,
  encodeInference,
  encodeUpdate,
  type GradientSum,
  gradientSums,
  type InferenceGraph,
  smallestMicroBatch,
  type WeightValues,
} from "@atcs/models/onnx";
import { TrainError } from "../../errors.ts";
import { adamConstants } from "../compute/adam-constants.ts";
import type { TrainingTask } from "../types.ts";

/** Rows and columns of images. */
export type ImageSize = readonly [height: number, width: number];

/** The graphs of a network that is trained, as bytes of ONNX. */
export interface OnnxGraphs {
  /** The sums that are differentiated. */
  readonly sums: readonly GradientSum[];
  /** Height bins of labels. */
  readonly bins: number;
  /** Shape of the logits of one point, or one pixel. */
  readonly outputs: readonly number[];
  /** Of a micro-batch of images of this size. @throws RangeError for a size that is too small */
  readonly gradients: (size: ImageSize) => Uint8Array;
  /** Adam. @param parameters how many numbers are learned */
  readonly update: (parameters: number) => Uint8Array;
  /** Logits of images of any size, with the running statistics. @param feeds whether large weights are given in each run */
  readonly inference: (output: "labels" | "dense", weights: WeightValues, feeds: boolean) => InferenceGraph;
  /** @throws RangeError for so few images that there is no variance to train with */
  readonly checkImages: (images: number, size: ImageSize) => void;
}

/** The graphs of a task. @throws TrainError TRAIN_ENGINE for a network with an operation that has no rule, which it names */
export function onnxGraphs({ network, config, loss, smoothnessWeight, radianceChannels }: TrainingTask): OnnxGraphs {
  const { outputs } = describeNetwork(network, config);
  const { bins } = completeConfig(network, config);
  const smoothness = smoothnessWeight === 0 ? undefined : { radianceChannels };
  return {
    sums: gradientSums(loss, smoothness !== undefined),
    bins: bins!,
    outputs: outputs.classes === 1 ? [outputs.bins] : [outputs.classes, outputs.bins],
    gradients: (size) => withRules(() => encodeGradients(network, config, { loss, size, smoothness })),
    update: (parameters) =>
      encodeUpdate({ sums: gradientSums(loss, smoothness !== undefined), adam: adamConstants, parameters }),
    inference: (output, weights, feeds) => {
      const largestInitializer = feeds ? undefined : Number.MAX_SAFE_INTEGER;
      return withRules(() => encodeInference({ name: network, config, weights }, { output, largestInitializer }));
    },
    checkImages: (images, size) => {
      const smallest = smallestMicroBatch(network, config, size);
      if (images >= smallest.images) return;
      const found = `${smallest.layer} has one value in each channel, of which there is no variance to train with`;
      throw new RangeError(`${found}: take more images in a batch, larger ones, or fewer blocks`);
    },
  };
}

function withRules<T>(encode: () => T): T {
  try {
    return encode();
  } catch (cause) {
    if (!isModelError(cause, "MODEL_ONNX")) throw cause;
    throw new TrainError("TRAIN_ENGINE", `the engine onnx: ${cause.message}: use another engine`, { cause });
  }
}
