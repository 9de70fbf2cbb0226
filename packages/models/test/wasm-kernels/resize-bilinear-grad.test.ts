import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, it } from "vitest";
import { expectClose, randomValues, useWasmKernels, valueAndGradients } from "./support.ts";

beforeAll(useWasmKernels);

/** Shape [to, from]: the weights by which the elements of a line make a new one. */
function lineWeights(from: number, to: number, alignCorners: boolean, halfPixelCenters: boolean): number[][] {
  return Array.from({ length: to }, (_, i) => {
    const aligned = to === 1 ? 0 : (i * (from - 1)) / (to - 1);
    const plain = halfPixelCenters ? ((i + 0.5) * from) / to - 0.5 : (i * from) / to;
    const at = Math.min(from - 1, Math.max(0, alignCorners ? aligned : plain));
    return Array.from({ length: from }, (_, j) => Math.max(0, 1 - Math.abs(j - at)));
  });
}

describe.each([
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
])("resizeBilinear and its gradient, $alignCorners, $halfPixelCenters", ({ alignCorners, halfPixelCenters }) => {
  it.each([
    [9, 4],
    [8, 6],
    [2, 5],
    [1, 7],
    [4, 1],
    [4, 3],
  ] as const)("from 4 x 3 to %i x %i", (height, width) => {
    const values = randomValues(2 * 4 * 3 * 2, 3);
    const { value, weights, gradients } = valueAndGradients(
      (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [height, width], alignCorners, halfPixelCenters),
      [{ values, shape: [2, 4, 3, 2] }],
    );
    const rows = lineWeights(4, height, alignCorners, halfPixelCenters);
    const columns = lineWeights(3, width, alignCorners, halfPixelCenters);
    const [y, dx] = [new Float64Array(value.length), new Float64Array(values.length)];
    for (let i = 0; i < value.length; i++) {
      const [channel, column, row] = [i % 2, (i >> 1) % width, Math.floor((i >> 1) / width) % height];
      const b = Math.floor(i / (2 * width * height));
      rows[row]!.forEach((ofRow, r) => {
        columns[column]!.forEach((ofColumn, c) => {
          const from = ((b * 4 + r) * 3 + c) * 2 + channel;
          y[i]! += ofRow * ofColumn * values[from]!;
          dx[from]! += ofRow * ofColumn * weights[i]!;
        });
      });
    }
    expectClose(value, y);
    expectClose(gradients[0]!, dx);
  });
});
