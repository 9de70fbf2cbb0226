import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, it } from "vitest";
import { type Padding, plainAxis } from "./plain-convolution.ts";
import { expectClose, randomValues, sizeOf, useWasmKernels, valueAndGradients } from "./support.ts";

beforeAll(useWasmKernels);

describe("gradients of depthwiseConv2d", () => {
  it.each([
    { kernel: [3, 3], multiplier: 1, stride: 1, padding: "same" },
    { kernel: [3, 2], multiplier: 2, stride: 1, padding: "valid" },
    { kernel: [5, 5], multiplier: 3, stride: 1, padding: 2 },
    { kernel: [3, 3], multiplier: 2, stride: 2, padding: "same" },
    { kernel: [2, 5], multiplier: 1, stride: 3, padding: "same" },
  ] as const)("filter $kernel, $multiplier each, stride $stride, $padding", (example) => {
    const { kernel, multiplier, stride, padding } = example;
    const x = { values: randomValues(2 * 7 * 6 * 3, 1), shape: [2, 7, 6, 3] };
    const shape = [...kernel, 3, multiplier];
    const filter = { values: randomValues(sizeOf(shape), 2), shape };
    const { weights, gradients } = valueAndGradients(
      (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding),
      [x, filter],
    );
    const rows = plainAxis(7, kernel[0], stride, padding as Padding);
    const columns = plainAxis(6, kernel[1], stride, padding as Padding);
    const [dx, dw] = [new Float64Array(x.values.length), new Float64Array(filter.values.length)];
    let at = 0;
    for (let b = 0; b < 2; b++) {
      for (let r = 0; r < rows.count; r++) {
        for (let c = 0; c < columns.count; c++) {
          for (let channel = 0; channel < 3; channel++) {
            for (let m = 0; m < multiplier; m++, at++) {
              for (let i = 0; i < kernel[0]; i++) {
                for (let j = 0; j < kernel[1]; j++) {
                  const row = r * stride + i - rows.before;
                  const column = c * stride + j - columns.before;
                  if (row < 0 || row > 6 || column < 0 || column > 5) continue;
                  const ofX = ((b * 7 + row) * 6 + column) * 3 + channel;
                  const ofW = ((i * kernel[1] + j) * 3 + channel) * multiplier + m;
                  dx[ofX]! += filter.values[ofW]! * weights[at]!;
                  dw[ofW]! += x.values[ofX]! * weights[at]!;
                }
              }
            }
          }
        }
      }
    }
    expectClose(gradients[0]!, dx);
    expectClose(gradients[1]!, dw);
  });
});
