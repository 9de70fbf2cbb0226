import type { GradientSets } from "../compute/compute-gradients.ts";
import { addSums, gradientFactors, type LossSums, lossOf, noLoss } from "../compute/loss-sums.ts";
import { joinedValues } from "../state/values.ts";
import type { StepResult } from "../types.ts";
import type { MicroBatchGradients } from "./gradient-computer.ts";

/** Adds up what comes of the micro-batches of a step, which are given in their order. */
export class StepSums {
  #sums: LossSums = noLoss;
  readonly #gradients: { numerator?: Float32Array; denominator?: Float32Array; smoothness?: Float32Array } = {};
  readonly #moments: Float32Array[] = [];
  readonly #logits: Float32Array[] = [];

  /** The arrays are kept. */
  add({ gradients, sums, moments, logits }: MicroBatchGradients): void {
    for (const kind of ["numerator", "denominator", "smoothness"] as const) {
      const own = gradients[kind];
      if (own === undefined) continue;
      const sum = this.#gradients[kind];
      if (sum === undefined) this.#gradients[kind] = own;
      else addTo(sum, own);
    }
    this.#sums = addSums(this.#sums, sums);
    this.#moments.push(moments);
    this.#logits.push(logits);
  }

  /** In the order of the micro-batches. */
  get moments(): readonly Float32Array[] {
    return this.#moments;
  }

  result(smoothnessWeight: number): StepResult {
    const { numerator, denominator } = this.#sums;
    const loss = lossOf(this.#sums, smoothnessWeight);
    return { loss, numerator, denominator, logits: joinedValues(this.#logits) };
  }

  /** Of the loss of all micro-batches together. Takes the memory of one of the sums. */
  gradient(smoothnessWeight: number): Float32Array {
    const { numerator, ...others } = this.#gradients;
    return gradientOfLoss({ numerator: numerator!, ...others }, this.#sums, smoothnessWeight);
  }
}

/** The gradient of the loss, of those of its sums; it takes the memory of the numerator's. */
export function gradientOfLoss(
  { numerator: gradient, denominator, smoothness }: GradientSets<Float32Array>,
  sums: LossSums,
  smoothnessWeight: number,
): Float32Array {
  const factors = gradientFactors(sums, smoothnessWeight);
  for (let i = 0; i < gradient.length; i++) {
    let value = factors.numerator * gradient[i]!;
    if (denominator !== undefined) value += factors.denominator * denominator[i]!;
    if (smoothness !== undefined) value += factors.smoothness * smoothness[i]!;
    gradient[i] = value;
  }
  return gradient;
}

function addTo(sum: Float32Array, values: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}
