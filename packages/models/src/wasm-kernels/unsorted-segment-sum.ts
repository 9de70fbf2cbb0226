import { type KernelConfig, UnsortedSegmentSum } from "@tensorflow/tfjs";
import { loopKernel } from "./_kernel.ts";

/**
 * y[s] = sum of x[i] over all i with segmentIds[i] = s: the gradient of gather. Numbers that are no segment are left out,
 * as on the other backends. As shipped there is none.
 */
export const unsortedSegmentSum: KernelConfig = /* @__PURE__ */ loopKernel<
  "x" | "segmentIds",
  { readonly numSegments: number }
>(UnsortedSegmentSum, ["x", "segmentIds"], ({ x, segmentIds }, { numSegments }) => {
  const inner = x.shape.slice(segmentIds.shape.length);
  const size = inner.reduce((product, length) => product * length, 1);
  return {
    shape: [numSegments, ...inner],
    fill: (sums, values, segments) => {
      for (let i = 0; i < segments!.length; i++) {
        const [from, to] = [i * size, segments![i]! * size];
        // What is no segment lies before or beyond the array, where nothing is written.
        for (let j = 0; j < size; j++) sums[to + j]! += values![from + j]!;
      }
    },
  };
});
