import {
  Conv3DBackpropInputV2,
  type KernelConfig,
  reshape,
  type Tensor,
  type Tensor4D,
  type Tensor5D,
} from "@tensorflow/tfjs";
import { filterInPlane, fromDepthTaps, type VolumeAttributes, volumeWindows } from "./_depth-taps.ts";
import { composedKernel } from "./_kernel.ts";
import { inputGradient } from "./conv2d-backprop-input.ts";

interface Attributes extends VolumeAttributes {
  readonly inputShape: [number, number, number, number, number];
}

/**
 * Gradient of conv3d for its input, and conv3dTranspose: that of the convolution of images that it is. As shipped it is
 * wrong.
 */
export const conv3dBackpropInput: KernelConfig = /* @__PURE__ */ composedKernel<
  { dy: Tensor5D; filter: Tensor5D },
  Attributes
>(Conv3DBackpropInputV2, ({ dy, filter }, attributes): Tensor => {
  const windows = volumeWindows(attributes.inputShape, filter.shape, attributes);
  const { batchSize, outDepth, outHeight, outWidth, outChannels } = windows.info;
  const images = reshape(dy, [batchSize * outDepth, outHeight, outWidth, outChannels]) as Tensor4D;
  return fromDepthTaps(inputGradient(images, filterInPlane(filter), windows.inSlices), windows);
});
