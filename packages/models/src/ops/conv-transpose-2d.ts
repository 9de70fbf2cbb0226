import { conv2d, matMul, pad, reshape, type Tensor4D, tensor2d, transpose } from "@tensorflow/tfjs";

/**
 * Transposed convolution, 3 x 3 with stride 2: pixel (r, c) adds to rows 2 r to 2 r + 2 and columns likewise; what falls
 * beyond 2 H or 2 W is left out (tfjs's and Keras' padding "same").
 *
 * An even row of the result takes the first row of the kernel from pixel r and the last one from pixel r - 1, an odd row
 * the middle one from pixel r; columns likewise. So one convolution with a kernel of 2 x 2 makes all four kinds of pixel
 * as channels, which are then put in their places: its gradients are those of convolutions with stride 1, which every
 * backend has.
 *
 * @param x [B, H, W, in]
 * @param kernel [3, 3, out, in]
 * @returns [B, 2 H, 2 W, out]
 */
export function convTranspose2d(x: Tensor4D, kernel: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const filters = kernel.shape[2];
  const padded = pad(x, [
    [0, 0],
    [1, 0],
    [1, 0],
    [0, 0],
  ]);
  const phases = conv2d(padded, phaseKernel(kernel), 1, "valid");
  // [.., W, row phase, column phase and filter] to [.., row phase, W, column phase and filter]
  const rows = transpose(reshape(phases, [batch * height, width, 2, 2 * filters]), [0, 2, 1, 3]);
  return reshape(rows, [batch, 2 * height, 2 * width, filters]);

  /** [2, 2, in, 4 * out] of the kernel. */
  function phaseKernel(kernel: Tensor4D): Tensor4D {
    const taps = matMul(tensor2d(tapsOfPhases, [16, 9]), reshape(kernel, [9, filters * channels]));
    const byTap = transpose(reshape(taps, [4, 4 * filters, channels]), [0, 2, 1]);
    return reshape(byTap, [2, 2, channels, 4 * filters]);
  }
}

/** Which row of the kernel goes with [tap][phase]: tap 0 is pixel r - 1, tap 1 pixel r; phase 0 the even rows. */
const kernelRow = [
  [2, undefined],
  [0, 1],
] as const;

/** Shape [16, 9]: row (tap row, tap column, phase row, phase column), column the place in the kernel. */
const tapsOfPhases: Float32Array = /* @__PURE__ */ makeTapsOfPhases();

function makeTapsOfPhases(): Float32Array {
  const matrix = new Float32Array(16 * 9);
  for (let i = 0; i < 16; i++) {
    const row = kernelRow[(i >> 3) & 1]![(i >> 1) & 1];
    const column = kernelRow[(i >> 2) & 1]![i & 1];
    if (row !== undefined && column !== undefined) matrix[i * 9 + row * 3 + column] = 1;
  }
  return matrix;
}
