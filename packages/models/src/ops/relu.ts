import { customGrad, getBackend, mul, prelu, step, type Tensor, relu as tfRelu, zeros } from "@tensorflow/tfjs";

/** Those that keep to IEEE 754; the shaders of others promise nothing about NaN. */
export const exactBackends: readonly string[] = ["cpu", "wasm"];

/**
 * max(x, 0) (-0 of negative ones), with the gradient 0 at 0, in which NaN stays NaN, and -Infinity becomes it. On wasm tfjs'
 * own makes 0 of a NaN whose sign bit is set, as that of Inf - Inf is, so that a network of ruined weights would give
 * ordinary numbers. `prelu` with slope 0 is right, and takes no longer.
 */
export function relu<T extends Tensor>(x: T): T {
  if (!exactBackends.includes(getBackend())) return tfRelu(x);
  const operation = customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const y = prelu(input, zeros([input.shape.at(-1)!]));
    save([y]);
    return { value: y, gradFunc: (dy, saved) => mul(dy, step((saved as Tensor[])[0]!)) };
  });
  return operation(x) as T;
}
