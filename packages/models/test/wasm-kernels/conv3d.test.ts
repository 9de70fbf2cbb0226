import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, it } from "vitest";
import { type Padding, plainAxis, plainForward, plainGradients } from "./plain-convolution.ts";
import { expectClose, randomValues, sizeOf, useWasmKernels, valueAndGradients } from "./support.ts";

beforeAll(useWasmKernels);

type Triple = [number, number, number];

interface Case {
  /** Batch, depth, rows, columns, channels. */
  readonly x: [number, number, number, number, number];
  readonly kernel: Triple;
  readonly outputs: number;
  readonly strides: Triple;
  readonly padding: Padding;
}

function plainOf({ x, kernel, outputs, strides, padding }: Case, dilation = 1) {
  const [batch, , , , inputs] = x;
  const axis = (i: 0 | 1 | 2) => plainAxis(x[i + 1]!, kernel[i], strides[i], padding, dilation);
  return { batch, inputs, outputs, axes: [axis(0), axis(1), axis(2)] } as const;
}

function valuesOf({ x, kernel, outputs }: Case) {
  const shape: Case["x"] = [...kernel, x[4], outputs];
  return [
    { values: randomValues(sizeOf(x), 1), shape: x },
    { values: randomValues(sizeOf(shape), 2), shape },
  ] as const;
}

/** conv3d, and both of its gradients, against plain loops. */
function check(example: Case): void {
  const plain = plainOf(example);
  const [x, filter] = valuesOf(example);
  const { strides, padding } = example;
  const { value, weights, gradients } = valueAndGradients(
    (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, strides, padding as "same"),
    [x, filter],
  );
  expectClose(value, plainForward(plain, x.values, filter.values));
  const { dx, dw } = plainGradients(plain, x.values, filter.values, weights);
  expectClose(gradients[0]!, dx);
  expectClose(gradients[1]!, dw, 5e-5);
}

describe("conv3d and its gradients", () => {
  it.each([
    { x: [2, 4, 5, 6, 3], kernel: [3, 3, 3], outputs: 2, strides: [1, 1, 1], padding: "same" },
    { x: [1, 5, 4, 7, 2], kernel: [2, 3, 1], outputs: 3, strides: [1, 1, 1], padding: "valid" },
    { x: [2, 3, 4, 5, 1], kernel: [1, 1, 1], outputs: 2, strides: [1, 1, 1], padding: "same" },
    { x: [1, 1, 5, 4, 2], kernel: [3, 5, 5], outputs: 2, strides: [1, 1, 1], padding: "same" },
    { x: [2, 5, 7, 6, 2], kernel: [3, 3, 3], outputs: 2, strides: [2, 2, 2], padding: "same" },
    { x: [1, 6, 5, 8, 2], kernel: [2, 3, 2], outputs: 2, strides: [2, 2, 2], padding: "valid" },
    { x: [1, 7, 4, 5, 2], kernel: [1, 2, 2], outputs: 2, strides: [3, 1, 2], padding: "valid" },
  ] as Case[])("x $x, filter $kernel to $outputs, strides $strides, $padding", check);

  it("hold for any shapes", () => {
    const side = fc.integer({ min: 1, max: 5 });
    const kernel = fc.integer({ min: 1, max: 3 });
    const stride = fc.integer({ min: 1, max: 3 });
    const channels = fc.integer({ min: 1, max: 3 });
    const cases = fc
      .record({
        x: fc.tuple(fc.integer({ min: 1, max: 2 }), side, side, side, channels),
        kernel: fc.tuple(kernel, kernel, kernel),
        outputs: channels,
        strides: fc.tuple(stride, stride, stride),
        padding: fc.constantFrom<Padding>("same", "valid"),
      })
      .filter(({ x, kernel, padding }) => padding === "same" || kernel.every((size, i) => x[i + 1]! >= size));
    fc.assert(fc.property(cases, check), { numRuns: 40 });
  });

  it("conv3d takes dilation", () => {
    const example: Case = { x: [2, 6, 7, 5, 2], kernel: [3, 3, 2], outputs: 3, strides: [1, 1, 1], padding: "valid" };
    const [x, filter] = valuesOf(example);
    tf.tidy(() => {
      const volume = tf.tensor5d(x.values, x.shape);
      const y = tf.conv3d(volume, tf.tensor5d(filter.values, filter.shape), 1, "valid", "NDHWC", 2);
      expectClose(y.dataSync(), plainForward(plainOf(example, 2), x.values, filter.values));
    });
  });

  it.each([1, 2])("conv3dTranspose with stride %i is the transpose of conv3d", (stride) => {
    const shape: Case["x"] = [2, 2 * stride, 3 * stride, 4 * stride, 2];
    const example: Case = {
      x: shape,
      kernel: [3, 3, 3],
      outputs: 3,
      strides: [stride, stride, stride],
      padding: "same",
    };
    const filter = valuesOf(example)[1];
    const small = randomValues(2 * 2 * 3 * 4 * 3, 5);
    tf.tidy(() => {
      const w = tf.tensor5d(filter.values, filter.shape);
      const y = tf.conv3dTranspose(tf.tensor5d(small, [2, 2, 3, 4, 3]), w, shape, stride, "same");
      const expected = plainGradients(plainOf(example), new Float32Array(sizeOf(shape)), filter.values, small).dx;
      expectClose(y.dataSync(), expected);
    });
  });
});
