import { Conv2DBackpropInput, type KernelConfig, type Tensor4D } from "@tensorflow/tfjs";
import { composedKernel } from "./_kernel.ts";
import { filterToPhases, fromPhases, phaseWindows } from "./_phases.ts";
import { findWindows, transposedConvolution, type WindowAttributes, type Windows } from "./_windows.ts";

interface Attributes extends WindowAttributes {
  readonly inputShape: [number, number, number, number];
}

/** Gradient of conv2d for its input, and conv2dTranspose; see {@link inputGradient}. As shipped it takes ten times as long. */
export const conv2dBackpropInput: KernelConfig = /* @__PURE__ */ composedKernel<
  { dy: Tensor4D; filter: Tensor4D },
  Attributes
>(Conv2DBackpropInput, ({ dy, filter }, attributes) => {
  return inputGradient(dy, filter, findWindows(attributes.inputShape, filter.shape, attributes));
});

/**
 * dx[b, p, q] = sum of dy[b, r, c] w[i, j]^T over all r, c, i, j with p = s r + i - before, q = s c + j - before, for
 * strides s.
 * @returns [B, H, W, in]
 */
export function inputGradient(dy: Tensor4D, filter: Tensor4D, windows: Windows): Tensor4D {
  if (windows.every(({ stride }) => stride === 1)) return transposedConvolution(dy, filter, windows);
  const phases = transposedConvolution(dy, filterToPhases(filter, windows), phaseWindows(windows));
  return fromPhases(phases, windows);
}
