import {
  Conv2DBackpropFilter,
  conv2d,
  type KernelConfig,
  reshape,
  slice,
  stack,
  type Tensor4D,
  transpose,
} from "@tensorflow/tfjs";
import { composedKernel } from "./_kernel.ts";
import { filterFromPhases, phaseWindows, toPhases } from "./_phases.ts";
import { findWindows, padOrCut, type WindowAttributes, type Windows } from "./_windows.ts";

interface Attributes extends WindowAttributes {
  readonly filterShape: [number, number, number, number];
}

/** Gradient of conv2d for its filter; see {@link filterGradient}. As shipped there is none. */
export const conv2dBackpropFilter: KernelConfig = /* @__PURE__ */ composedKernel<
  { x: Tensor4D; dy: Tensor4D },
  Attributes
>(Conv2DBackpropFilter, ({ x, dy }, attributes) => {
  return filterGradient(x, dy, findWindows(x.shape, attributes.filterShape, attributes));
});

/**
 * dw[i, j] = sum_brc x[b, s r + i - before, s c + j - before]^T dy[b, r, c], for strides s.
 * @returns [h, w, in, out]
 */
export function filterGradient(x: Tensor4D, dy: Tensor4D, windows: Windows): Tensor4D {
  if (windows.every(({ kernel, stride, before }) => kernel === 1 && stride === 1 && before === 0)) {
    return pixelwise(x, dy);
  }
  if (windows.every(({ stride }) => stride === 1)) {
    const sides = windows.map(({ size, count, kernel, before }) => [before, count + kernel - 1 - before - size]);
    return correlate(padOrCut(x, ...(sides as [[number, number], [number, number]])), dy, windows);
  }
  return filterFromPhases(correlate(toPhases(x, windows), dy, phaseWindows(windows)), windows);
}

/**
 * Of a filter of 1 x 1: one product of matrices, the channels of x by the pixels times the pixels by those of dy, as a
 * convolution, for which wasm packs the second matrix faster than for a product.
 */
function pixelwise(x: Tensor4D, dy: Tensor4D): Tensor4D {
  const [batch, height, width, inputs] = x.shape;
  const [pixels, outputs] = [batch * height * width, dy.shape[3]];
  const byChannel = reshape(transpose(reshape(x, [pixels, inputs])), [1, 1, inputs, pixels]) as Tensor4D;
  const product = conv2d(byChannel, reshape(dy, [1, 1, pixels, outputs]) as Tensor4D, 1, "valid");
  return reshape(product, [1, 1, inputs, outputs]);
}

/**
 * dw[i, j] = sum_brc x[b, r + i, c + j]^T dy[b, r, c], of x with its padding. For each column j of the filter that is one
 * convolution without padding: over an image with the rows of x as rows, its channels as columns, and batch and columns
 * (from j on) as channels, with a filter as high as dy; row i, column k of the result is dw[i, j, k].
 */
function correlate(x: Tensor4D, dy: Tensor4D, [rows, columns]: Windows): Tensor4D {
  const [batch, height, , inputs] = x.shape;
  const outputs = dy.shape[3];
  const image = transpose(x, [1, 3, 0, 2]);
  const filter = reshape(transpose(dy, [1, 0, 2, 3]), [rows.count, 1, batch * columns.count, outputs]) as Tensor4D;
  const ofColumns = Array.from({ length: columns.kernel }, (_, j) => {
    const part = slice(image, [0, 0, 0, j], [height, inputs, batch, columns.count]);
    const channels = reshape(part, [1, height, inputs, batch * columns.count]) as Tensor4D;
    return reshape(conv2d(channels, filter, 1, "valid"), [rows.kernel, inputs, outputs]);
  });
  return stack(ofColumns, 1) as Tensor4D;
}
