import { type KernelConfig, MaxPool3DGrad } from "@tensorflow/tfjs";
import { loopKernel } from "./_kernel.ts";
import { forEachMaximum, type PoolAttributes, poolWindows3d } from "./_max-pool-windows.ts";

/** Gradient of maxPool3d: dx[i] = sum of dy over the windows whose maximum is input i, the first of equal ones. */
export const maxPool3dGrad: KernelConfig = /* @__PURE__ */ loopKernel<
  "dy" | "input",
  PoolAttributes<[number, number, number]>
>(MaxPool3DGrad, ["dy", "input"], ({ input }, attributes) => {
  const windows = poolWindows3d(input.shape, attributes);
  return {
    shape: input.shape,
    fill: (dx, dy, x) => {
      forEachMaximum(x!, windows, (window, greatest) => {
        if (greatest !== -1) dx[greatest]! += dy![window]!;
      });
    },
  };
});
