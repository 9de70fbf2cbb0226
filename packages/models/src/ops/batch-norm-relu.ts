import {
  add,
  customGrad,
  mul,
  rsqrt,
  square,
  stack,
  step,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
  unstack,
} from "@tensorflow/tfjs";
import { epsilon } from "../graph/epsilon.ts";
import { channelMeans } from "./channel-means.ts";
import { asConstant } from "./constant.ts";
import { relu } from "./relu.ts";

/** Mean and variance of each channel over batch, rows and columns. */
export interface Moments {
  readonly mean: Tensor1D;
  /** Without Bessel's correction. */
  readonly variance: Tensor1D;
  /** How many values of each channel these are of. */
  readonly count: number;
}

/** Moments of values [B, H, W, C], constants to gradients. */
export function channelMoments(x: Tensor): Moments {
  const both = asConstant(x, (values) => {
    const mean = channelMeans(values as Tensor4D);
    return stack([mean, channelMeans(square(sub(values, mean)) as Tensor4D)]);
  });
  const [mean, variance] = unstack(both) as [Tensor1D, Tensor1D];
  return { mean, variance, count: x.size / x.shape.at(-1)! };
}

/**
 * relu(gamma (x - mean) / sqrt(variance + epsilon) + beta), with the mean and variance of `x` itself (Ioffe and Szegedy
 * 2015), as one operation with a gradient of its own: a quarter of a training step's time on wasm, where the parts of
 * tfjs read everything many times.
 *
 * With n values in a channel, z what goes into the ReLU, x' the normalised x and g = dL/dy where z > 0, else 0:
 * dL/dbeta = sum g, dL/dgamma = sum g x', dL/dx = gamma / sqrt(variance + epsilon) (g - dL/dbeta / n - x' dL/dgamma / n).
 *
 * @param moments of `x`: that they follow it is in the gradient
 */
export function batchNormRelu(x: Tensor4D, gamma: Tensor1D, beta: Tensor1D, moments: Moments): Tensor4D {
  const { mean, variance, count } = moments;
  // Outside of the operation, which may save nothing of its own but its result.
  const inverse = inverseDeviation(variance);
  const operation = customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [Tensor4D, Tensor1D, Tensor1D, (tensors: Tensor[]) => void];
    const factor = mul(scale, inverse);
    const y = relu(add(mul(input, factor), sub(shift, mul(mean, factor))) as Tensor4D);
    save([input, y, scale, mean, inverse]);
    // tfjs does not tidy up here: all that the gradients are made of would stay until the last of them is known.
    return { value: y, gradFunc: (dy, saved) => tidy(() => gradients(dy as Tensor4D, saved, count)) };
  });
  return operation(x, gamma, beta) as Tensor4D;
}

/** The same with a mean and variance that do not depend on `x`: a factor and a summand for each channel. */
export function scaleShiftRelu(
  x: Tensor4D,
  gamma: Tensor1D,
  beta: Tensor1D,
  mean: Tensor1D,
  variance: Tensor1D,
): Tensor4D {
  const factor = mul(gamma, inverseDeviation(variance));
  return relu(add(mul(x, factor), sub(beta, mul(mean, factor))) as Tensor4D);
}

/** 1 / sqrt(variance + epsilon), NaN for an infinite variance, by which all values would be 0. */
function inverseDeviation(variance: Tensor1D): Tensor1D {
  return add(rsqrt(add(variance, epsilon)), mul(variance, 0));
}

function gradients(dy: Tensor4D, saved: Tensor[], count: number): Tensor[] {
  const [x, y, gamma, mean, inverse] = saved as [Tensor4D, Tensor4D, Tensor1D, Tensor1D, Tensor1D];
  const passed = mul(dy, step(y)) as Tensor4D;
  const normalized = mul(sub(x, mean), inverse) as Tensor4D;
  const meanPassed = channelMeans(passed);
  const meanProduct = channelMeans(mul(passed, normalized) as Tensor4D);
  const centred = sub(sub(passed, meanPassed), mul(normalized, meanProduct));
  return [mul(centred, mul(gamma, inverse)), mul(meanProduct, count), mul(meanPassed, count)];
}
