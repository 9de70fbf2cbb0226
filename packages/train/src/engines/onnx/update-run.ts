import { type GradientSum, trainingNames as names } from "@atcs/models/onnx";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { adamConstants } from "../compute/adam-constants.ts";
import { gradientFactors, type LossSums } from "../compute/loss-sums.ts";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { NamedTensors } from "./flat-tensors.ts";

/** What an update is made of. */
export interface UpdateParts {
  readonly inputs: NamedTensors;
  readonly outputs: NamedTensors;
  /** Flat, of each sum. */
  readonly gradients: ReadonlyMap<GradientSum, Tensor>;
  readonly sums: LossSums;
  readonly smoothnessWeight: number;
  /** Number of this update, from 1. */
  readonly step: number;
  readonly learningRate: number;
}

/**
 * One update by the graph of Adam, with the numbers of `adamStep`.
 * @returns is not finite when the update must not be taken up
 */
export async function runUpdate(
  { Tensor }: OnnxRuntime,
  session: InferenceSession,
  { inputs, outputs, gradients, sums, smoothnessWeight, step, learningRate }: UpdateParts,
): Promise<number> {
  const scalar = (value: number): Tensor => new Tensor("float32", Float32Array.of(value), []);
  const factors = gradientFactors(sums, smoothnessWeight);
  const { beta1, beta2 } = adamConstants;
  const magnitude = new Float32Array(1);
  const numbers: Record<string, Tensor> = {
    rate: scalar(learningRate / (1 - beta1 ** step)),
    correction: scalar(1 / Math.sqrt(1 - beta2 ** step)),
  };
  for (const [sum, gradient] of gradients) {
    numbers[sum] = gradient;
    numbers[names.factor(sum)] = scalar(factors[sum]);
  }
  await session.run({ ...inputs, ...numbers }, { ...outputs, magnitude: new Tensor("float32", magnitude, []) });
  return magnitude[0]!;
}
