import { type KernelConfig, MaxPoolGrad } from "@tensorflow/tfjs";
import { loopKernel } from "./_kernel.ts";
import { forEachMaximum, type PoolAttributes, poolWindows2d } from "./_max-pool-windows.ts";

/**
 * Gradient of maxPool: dx[i] = sum of dy over the windows whose maximum is input i, the first of equal ones. As shipped
 * it is wrong for windows that overlap or have nothing positive.
 */
export const maxPoolGrad: KernelConfig = /* @__PURE__ */ loopKernel<"dy" | "input", PoolAttributes<[number, number]>>(
  MaxPoolGrad,
  ["dy", "input"],
  ({ input }, attributes) => {
    const windows = poolWindows2d(input.shape, attributes);
    return {
      shape: input.shape,
      fill: (dx, dy, x) => {
        forEachMaximum(x!, windows, (window, greatest) => {
          if (greatest !== -1) dx[greatest]! += dy![window]!;
        });
      },
    };
  },
);
