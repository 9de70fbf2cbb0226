import { adamConstants } from "../compute/adam-constants.ts";

/** Parameters and their slots, flat, of the same length. */
export interface AdamState {
  readonly parameters: Float32Array;
  /** Running means of gradients. */
  readonly firstMoments: Float32Array;
  /** Running means of squared gradients. */
  readonly secondMoments: Float32Array;
}

/**
 * One update in place, as PyTorch has it: with m and v the running means of g and g^2, p -= learningRate *
 * (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon).
 *
 * @param step number of this update, from 1
 */
export function adamStep(
  { parameters, firstMoments, secondMoments }: AdamState,
  gradient: Float32Array,
  step: number,
  learningRate: number,
): void {
  const { beta1, beta2, epsilon } = adamConstants;
  const rate = learningRate / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    const m = beta1 * firstMoments[i]! + (1 - beta1) * g;
    const v = beta2 * secondMoments[i]! + (1 - beta2) * g * g;
    firstMoments[i] = m;
    secondMoments[i] = v;
    parameters[i]! -= (rate * m) / (Math.sqrt(v) * correction + epsilon);
  }
}
