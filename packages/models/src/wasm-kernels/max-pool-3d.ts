import { type KernelConfig, MaxPool3D } from "@tensorflow/tfjs";
import { loopKernel } from "./_kernel.ts";
import { forEachMaximum, type PoolAttributes, poolWindows3d } from "./_max-pool-windows.ts";

/** y[window] = max of x in the window. As shipped, windows without a positive value give the smallest positive number. */
export const maxPool3d: KernelConfig = /* @__PURE__ */ loopKernel<"x", PoolAttributes<[number, number, number]>>(
  MaxPool3D,
  ["x"],
  ({ x }, attributes) => {
    const windows = poolWindows3d(x.shape, attributes);
    const { batch, depth, rows, columns, channels } = windows;
    return {
      shape: [batch, depth.count, rows.count, columns.count, channels],
      fill: (y, x) => {
        forEachMaximum(x!, windows, (window, greatest) => {
          y[window] = greatest === -1 ? Number.NEGATIVE_INFINITY : x![greatest]!;
        });
      },
    };
  },
);
