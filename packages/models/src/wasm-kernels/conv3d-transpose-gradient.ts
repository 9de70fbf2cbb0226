import {
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  conv3d,
  engine,
  type GradConfig,
  type Tensor5D,
} from "@tensorflow/tfjs";

interface Attributes {
  readonly strides: number | [number, number, number];
  readonly pad: "valid" | "same";
}

/**
 * Gradient of conv3dTranspose, which tfjs has on no backend. Its x and y are in the places of dy and dx of conv3d, whose
 * transpose it is: so dL/dx is conv3d of dL/dy, and dL/dw the gradient of conv3d for its filter, of input dL/dy and output
 * gradient x.
 */
export const conv3dTransposeGradient: GradConfig = {
  kernelName: Conv3DBackpropInputV2,
  inputsToSave: ["dy", "filter"],
  gradFunc: (upstream, saved, attributes) => {
    const [x, filter] = saved as [Tensor5D, Tensor5D];
    const { strides, pad } = attributes as unknown as Attributes;
    const ofOutput = upstream as Tensor5D;
    const exchanged = { x: ofOutput, dy: x };
    return {
      dy: () => conv3d(ofOutput, filter, strides, pad),
      filter: () => engine().runKernel(Conv3DBackpropFilterV2, exchanged, { strides, pad, filterShape: filter.shape }),
    };
  },
};
