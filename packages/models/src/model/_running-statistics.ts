import { add, mul, type Variable } from "@tensorflow/tfjs";
import type { NamedMoments } from "./run-options.ts";

/** Share of a new batch, as in PyTorch. */
const momentum = 0.1;

/**
 * Take the moments of a batch up into the running ones: running = 0.9 running + 0.1 batch, the variance with Bessel's
 * correction, as PyTorch does.
 */
export function takeUpMoments(moments: NamedMoments, variable: (name: string) => Variable): void {
  for (const [layer, { mean, variance, count }] of moments) {
    const unbiased = count > 1 ? count / (count - 1) : 1;
    for (const [kind, values, factor] of [
      ["moving_mean", mean, 1],
      ["moving_variance", variance, unbiased],
    ] as const) {
      const running = variable(`${layer}/${kind}`);
      running.assign(add(mul(running, 1 - momentum), mul(values, momentum * factor)));
    }
  }
}
