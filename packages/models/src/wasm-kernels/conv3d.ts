import {
  type backend_util,
  Conv3D,
  conv2d,
  type KernelConfig,
  reshape,
  type Tensor,
  type Tensor5D,
} from "@tensorflow/tfjs";
import { filterInPlane, toDepthTaps, type VolumeAttributes, volumeWindows } from "./_depth-taps.ts";
import { composedKernel } from "./_kernel.ts";
import { withoutNegative } from "./_windows.ts";

/**
 * y[a, r, c] = sum_kij x[s a + k - front, s r + i - top, s c + j - left] w[k, i, j], as one convolution of images. As
 * shipped it takes thirty times as long.
 */
export const conv3d: KernelConfig = /* @__PURE__ */ composedKernel<{ x: Tensor5D; filter: Tensor5D }, VolumeAttributes>(
  Conv3D,
  ({ x, filter }, attributes): Tensor => {
    const windows = volumeWindows(x.shape, filter.shape, attributes);
    const { info } = windows;
    const { padInfo } = info;
    const zeros: backend_util.ExplicitPadding = [
      [0, 0],
      [withoutNegative(padInfo.top), withoutNegative(padInfo.bottom)],
      [withoutNegative(padInfo.left), withoutNegative(padInfo.right)],
      [0, 0],
    ];
    const strides: [number, number] = [info.strideHeight, info.strideWidth];
    const dilations: [number, number] = [info.dilationHeight, info.dilationWidth];
    const y = conv2d(toDepthTaps(x, windows), filterInPlane(filter), strides, zeros, "NHWC", dilations);
    return reshape(y, info.outShape);
  },
);
