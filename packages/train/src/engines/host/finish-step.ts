import type { StepResult } from "../types.ts";
import { type AdamState, adamStep } from "./adam.ts";
import { takeUpMoments } from "./running-statistics.ts";

/** What was found in a step, and what takes it up. */
export interface FoundStep {
  readonly result: StepResult;
  /** Of each micro-batch, in their order: variances with Bessel's correction. */
  readonly moments: readonly Float32Array[];
  /** Running statistics; are changed. */
  readonly running: Float32Array;
  /** Change what is learned. @returns false for gradients that cannot be taken up, of which it has changed nothing */
  readonly update: () => boolean | Promise<boolean>;
}

/**
 * The second half of a step: before anything changes, what was computed is known to be right.
 * @returns the result; its loss is not finite when nothing was taken up
 */
export async function finishStep({ result, moments, running, update }: FoundStep): Promise<StepResult> {
  if (!Number.isFinite(result.loss)) return result;
  // What is not finite would make every later step so: a loss that cannot be differentiated is none.
  const isGood = moments.every(allSquaresFinite) && (await update());
  if (!isGood) return { ...result, loss: Number.NaN };
  for (const each of moments) takeUpMoments(running, each);
  return result;
}

/** {@link adamStep} of a gradient that is finite. @returns false for another one, of which nothing has changed */
export function checkedAdamStep(state: AdamState, gradient: Float32Array, step: number, learningRate: number): boolean {
  if (!allSquaresFinite(gradient)) return false;
  adamStep(state, gradient, step, learningRate);
  return true;
}

/** Is the square of every number finite in single precision? Adam's second moments are squares. */
function allSquaresFinite(values: Float32Array): boolean {
  // 0 times what is not finite is NaN.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += 0 * Math.fround(values[i]! * values[i]!);
  return sum === 0;
}
