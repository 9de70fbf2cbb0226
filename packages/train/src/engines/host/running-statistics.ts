/** Share of a new batch in running statistics, as in PyTorch and `@atcs/models`. */
export const momentum = 0.1;

/** Take the moments of a micro-batch up into the running ones. @param moments variances with Bessel's correction */
export function takeUpMoments(running: Float32Array, moments: Float32Array): void {
  for (let i = 0; i < running.length; i++) running[i] = (1 - momentum) * running[i]! + momentum * moments[i]!;
}
