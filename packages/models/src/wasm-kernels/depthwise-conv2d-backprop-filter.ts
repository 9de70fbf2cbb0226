import { DepthwiseConv2dNativeBackpropFilter, type KernelConfig } from "@tensorflow/tfjs";
import { type DepthwiseAttributes, depthwiseInfo, forEachDepthwiseProduct } from "./_depthwise-products.ts";
import { loopKernel } from "./_kernel.ts";

interface Attributes extends DepthwiseAttributes {
  readonly filterShape: [number, number, number, number];
}

/** Gradient of depthwiseConv2d for its filter: dw = sum of x dy over the products that w is in. As shipped there is none. */
export const depthwiseConv2dBackpropFilter: KernelConfig = /* @__PURE__ */ loopKernel<"x" | "dy", Attributes>(
  DepthwiseConv2dNativeBackpropFilter,
  ["x", "dy"],
  ({ x }, attributes) => {
    const { filterShape } = attributes;
    const info = depthwiseInfo(x.shape, filterShape, attributes);
    const multiplier = filterShape[3];
    return {
      shape: filterShape,
      fill: (dw, x, dy) => {
        forEachDepthwiseProduct(info, (ofY, ofX, ofW) => {
          for (let i = 0; i < info.outChannels; i++) {
            dw[ofW + i]! += x![ofX + Math.floor(i / multiplier)]! * dy![ofY + i]!;
          }
        });
      },
    };
  },
);
