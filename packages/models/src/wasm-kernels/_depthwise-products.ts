import { backend_util } from "@tensorflow/tfjs";

/** Attributes of the gradients of depthwiseConv2d. */
export interface DepthwiseAttributes {
  readonly strides: number | [number, number];
  readonly dilations: number | [number, number];
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Where a depthwise convolution of an image [B, H, W, C] with a filter [h, w, C, multiplier] reads. */
export function depthwiseInfo(
  input: readonly number[],
  filter: readonly number[],
  { strides, dilations, pad, dimRoundingMode }: DepthwiseAttributes,
): backend_util.Conv2DInfo {
  const shape = (dimensions: readonly number[]): [number, number, number, number] =>
    dimensions as [number, number, number, number];
  return backend_util.computeConv2DInfo(shape(input), shape(filter), strides, dilations, pad, dimRoundingMode, true);
}

/**
 * y[r, c, ch m + k] = sum_ij x[s r + d i - top, s c + d j - left, ch] w[i, j, ch, k]: call `visit` with the index of the
 * first channel of y, of x and of w for each product in it, at every pixel.
 */
export function forEachDepthwiseProduct(
  info: backend_util.Conv2DInfo,
  visit: (y: number, x: number, w: number) => void,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = info;
  for (let b = 0; b < info.batchSize; b++) {
    for (let r = 0; r < outHeight; r++) {
      for (let c = 0; c < outWidth; c++) {
        const y = ((b * outHeight + r) * outWidth + c) * outChannels;
        for (let i = 0; i < filterHeight; i++) {
          const row = r * info.strideHeight + i * info.dilationHeight - info.padInfo.top;
          if (row < 0 || row >= inHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const column = c * info.strideWidth + j * info.dilationWidth - info.padInfo.left;
            if (column < 0 || column >= inWidth) continue;
            const x = ((b * inHeight + row) * inWidth + column) * inChannels;
            visit(y, x, (i * filterWidth + j) * outChannels);
          }
        }
      }
    }
  }
}
