import {
  customGrad,
  pad,
  reshape,
  type Scalar,
  scalar,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
  zeros,
} from "@tensorflow/tfjs";
import { checkPrecision } from "./_precision.ts";
import type { LossTerms } from "./loss-value.ts";

/**
 * What is made on the way to the terms is disposed of.
 * @throws ModelError MODEL_DEVICE on WebGL without textures of 32-bit floats
 */
export function makeTerms(make: () => LossTerms): LossTerms {
  checkPrecision();
  const [numerator, denominator] = tidy(() => {
    const terms = make();
    return [terms.numerator, terms.denominator] as [Scalar, Scalar];
  });
  return { numerator, denominator };
}

/** Terms of no label points: 0, and no gradient. (The sum of an empty tensor is not 0 on every backend.) */
export function noTerms(logits: Tensor): LossTerms {
  const nothing = customGrad((...args) => {
    const [own] = args as [Tensor];
    return { value: scalar(0), gradFunc: () => zeros(own.shape) };
  });
  return { numerator: nothing(logits) as Scalar, denominator: scalar(0) };
}

/** How many numbers are added up at a time. */
const chunk = 64;

/** The sum of all numbers, as sums of sums: one long sum in single precision loses up to four of its seven digits. */
export function total(values: Tensor): Scalar {
  let sums = reshape(values, [values.size]) as Tensor1D;
  while (sums.size > 1) {
    const rows = Math.ceil(sums.size / chunk);
    const missing = rows * chunk - sums.size;
    const padded = missing === 0 ? sums : pad(sums, [[0, missing]]);
    sums = sum(reshape(padded, [rows, chunk]), 1);
  }
  return reshape(sums, []);
}
