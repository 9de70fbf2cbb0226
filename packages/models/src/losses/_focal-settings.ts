import { checkSingleFromZero } from "../_check.ts";
import type { Task } from "../tasks.ts";
import { checkPerClass, classCount, classWeightsOf } from "./_check.ts";
import type { MarginWeights } from "./_weighted-margins.ts";
import type { FocalOptions } from "./focal.ts";

/** The options with their defaults, checked. */
export function focalSettings(options: FocalOptions): MarginWeights & { readonly gamma: number } {
  const { task, gamma = 2 } = options;
  const denominator = classWeightsOf(options);
  const alpha = options.alpha === undefined ? sharedAlpha(task) : checkPerClass("alpha", options.alpha, task);
  checkSingleFromZero("gamma", gamma);
  const numerator = denominator.map((weight, c) => weight * alpha[c]!);
  numerator.forEach((product, c) => {
    const isNothing = denominator[c] === 0 || alpha[c] === 0;
    if (isNothing || (Math.fround(product) > 0 && Number.isFinite(Math.fround(product)))) return;
    throw new RangeError(`alpha[${c}] is ${alpha[c]}: single precision does not hold it times the weight of the class`);
  });
  return { task, numerator, denominator, gamma };
}

function sharedAlpha(task: Task): readonly number[] {
  const others = classCount(task) - 1;
  return [0.5, ...new Array<number>(others).fill(0.5 / others)];
}
