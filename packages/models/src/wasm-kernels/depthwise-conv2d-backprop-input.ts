import { DepthwiseConv2dNativeBackpropInput, type KernelConfig } from "@tensorflow/tfjs";
import { type DepthwiseAttributes, depthwiseInfo, forEachDepthwiseProduct } from "./_depthwise-products.ts";
import { loopKernel } from "./_kernel.ts";

interface Attributes extends DepthwiseAttributes {
  readonly inputShape: [number, number, number, number];
}

/** Gradient of depthwiseConv2d for its input: dx = sum of w dy over the products that x is in. As shipped there is none. */
export const depthwiseConv2dBackpropInput: KernelConfig = /* @__PURE__ */ loopKernel<"dy" | "filter", Attributes>(
  DepthwiseConv2dNativeBackpropInput,
  ["dy", "filter"],
  ({ filter }, attributes) => {
    const { inputShape } = attributes;
    const info = depthwiseInfo(inputShape, filter.shape, attributes);
    const multiplier = filter.shape[3]!;
    return {
      shape: inputShape,
      fill: (dx, dy, w) => {
        forEachDepthwiseProduct(info, (ofY, ofX, ofW) => {
          for (let i = 0; i < info.outChannels; i++) {
            dx[ofX + Math.floor(i / multiplier)]! += w![ofW + i]! * dy![ofY + i]!;
          }
        });
      },
    };
  },
);
