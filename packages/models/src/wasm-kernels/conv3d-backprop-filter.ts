import {
  Conv3DBackpropFilterV2,
  type KernelConfig,
  reshape,
  type Tensor,
  type Tensor4D,
  type Tensor5D,
  transpose,
} from "@tensorflow/tfjs";
import { toDepthTaps, type VolumeAttributes, volumeWindows } from "./_depth-taps.ts";
import { composedKernel } from "./_kernel.ts";
import { filterGradient } from "./conv2d-backprop-filter.ts";

interface Attributes extends VolumeAttributes {
  readonly filterShape: [number, number, number, number, number];
}

/**
 * Gradient of conv3d for its filter: that of the convolution of images that it is. As shipped it is wrong with strides.
 */
export const conv3dBackpropFilter: KernelConfig = /* @__PURE__ */ composedKernel<
  { x: Tensor5D; dy: Tensor5D },
  Attributes
>(Conv3DBackpropFilterV2, ({ x, dy }, attributes): Tensor => {
  const windows = volumeWindows(x.shape, attributes.filterShape, attributes);
  const { batchSize, outDepth, outHeight, outWidth, outChannels } = windows.info;
  const images = reshape(dy, [batchSize * outDepth, outHeight, outWidth, outChannels]) as Tensor4D;
  const inPlane = filterGradient(toDepthTaps(x, windows), images, windows.inSlices);
  const [depth, height, width, inputs, outputs] = attributes.filterShape;
  return transpose(reshape(inPlane, [height, width, depth, inputs, outputs]), [2, 0, 1, 3, 4]);
});
