import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Padding, plainAxis, plainForward, plainGradients } from "./plain-convolution.ts";
import {
  counts,
  expectClose,
  randomTensor,
  randomValues,
  sizeOf,
  useWasmKernels,
  valueAndGradients,
} from "./support.ts";

beforeAll(useWasmKernels);

interface Case {
  readonly x: [number, number, number, number];
  readonly kernel: [number, number];
  readonly outputs: number;
  readonly strides: [number, number];
  readonly padding: Padding;
}

/** conv2d, and both of its gradients, against plain loops. */
function check({ x, kernel, outputs, strides, padding }: Case): void {
  const [batch, height, width, inputs] = x;
  const shape: [number, number, number, number] = [...kernel, inputs, outputs];
  const [values, filter] = [randomValues(sizeOf(x), 1), randomValues(sizeOf(shape), 2)];
  const plain = {
    batch,
    inputs,
    outputs,
    axes: [
      plainAxis(1, 1, 1, "valid"),
      plainAxis(height, kernel[0], strides[0], padding),
      plainAxis(width, kernel[1], strides[1], padding),
    ],
  } as const;
  const { value, weights, gradients } = valueAndGradients(
    (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, padding),
    [
      { values, shape: x },
      { values: filter, shape },
    ],
  );
  // conv2d itself is tfjs's, which is wrong where windows with padding "same" step over pixels.
  const stepsOver = strides[0] > kernel[0] || strides[1] > kernel[1];
  if (!(padding === "same" && stepsOver)) expectClose(value, plainForward(plain, values, filter));
  const { dx, dw } = plainGradients(plain, values, filter, weights);
  expectClose(gradients[0]!, dx);
  expectClose(gradients[1]!, dw, 5e-5);
}

describe("gradients of conv2d", () => {
  it.each([
    { x: [1, 5, 7, 3], kernel: [3, 3], outputs: 4, strides: [1, 1], padding: "same" },
    { x: [2, 13, 9, 2], kernel: [5, 5], outputs: 3, strides: [1, 1], padding: "valid" },
    { x: [3, 4, 11, 5], kernel: [1, 1], outputs: 2, strides: [1, 1], padding: "same" },
    { x: [2, 6, 5, 1], kernel: [2, 2], outputs: 1, strides: [1, 1], padding: "same" },
    { x: [2, 5, 8, 3], kernel: [2, 3], outputs: 2, strides: [1, 1], padding: "valid" },
    // The image is smaller than the kernel.
    { x: [1, 2, 1, 2], kernel: [5, 3], outputs: 2, strides: [1, 1], padding: "same" },
    // More zeros around than the kernel can reach from inside.
    { x: [2, 3, 4, 2], kernel: [2, 2], outputs: 3, strides: [1, 1], padding: 3 },
    { x: [2, 7, 9, 3], kernel: [3, 3], outputs: 2, strides: [2, 2], padding: "same" },
    { x: [1, 8, 10, 2], kernel: [3, 3], outputs: 3, strides: [2, 2], padding: "valid" },
    { x: [2, 6, 9, 2], kernel: [2, 2], outputs: 2, strides: [2, 2], padding: "valid" },
    { x: [1, 9, 8, 2], kernel: [5, 5], outputs: 2, strides: [2, 2], padding: 1 },
    { x: [1, 9, 8, 2], kernel: [5, 2], outputs: 2, strides: [2, 1], padding: "same" },
    // Windows with gaps between them: the pixels there have no gradient.
    { x: [2, 8, 7, 2], kernel: [1, 1], outputs: 3, strides: [3, 3], padding: "valid" },
  ] as Case[])("x $x, filter $kernel to $outputs, strides $strides, $padding", check);

  it("hold for any shapes", () => {
    const side = fc.integer({ min: 1, max: 8 });
    const kernel = fc.constantFrom(1, 2, 3, 5);
    const stride = fc.integer({ min: 1, max: 3 });
    const channels = fc.integer({ min: 1, max: 4 });
    const cases = fc
      .record({
        x: fc.tuple(fc.integer({ min: 1, max: 3 }), side, side, channels),
        kernel: fc.tuple(kernel, kernel),
        outputs: channels,
        strides: fc.tuple(stride, stride),
        padding: fc.constantFrom<Padding>("same", "valid"),
      })
      .filter(({ x, kernel, padding }) => padding === "same" || kernel.every((size, i) => x[i + 1]! >= size));
    fc.assert(fc.property(cases, check), { numRuns: 60 });
  });

  it("take other zeros on each side", () => {
    const [x, filter] = [randomValues(2 * 5 * 6 * 2, 1), randomValues(3 * 2 * 2 * 3, 2)];
    const { value, shape, weights, gradients } = valueAndGradients(
      (x, w) =>
        tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, [
          [0, 0],
          [1, 3],
          [2, 0],
          [0, 0],
        ]),
      [
        { values: x, shape: [2, 5, 6, 2] },
        { values: filter, shape: [3, 2, 2, 3] },
      ],
    );
    expect(shape).toEqual([2, 7, 7, 3]);
    const rows = { size: 5, kernel: 3, stride: 1, dilation: 1, count: 7, before: 1 };
    const columns = { size: 6, kernel: 2, stride: 1, dilation: 1, count: 7, before: 2 };
    const plain = { batch: 2, inputs: 2, outputs: 3, axes: [plainAxis(1, 1, 1, "valid"), rows, columns] } as const;
    expectClose(value, plainForward(plain, x, filter));
    const { dx, dw } = plainGradients(plain, x, filter, weights);
    expectClose(gradients[0]!, dx);
    expectClose(gradients[1]!, dw);
  });

  it("leave tensors and data as they were, again and again", () => {
    const x = randomTensor<tf.Rank.R4>([2, 6, 5, 3], 1);
    const w = randomTensor<tf.Rank.R4>([3, 3, 3, 4], 2);
    const step = (): void => {
      tf.tidy(() => void tf.grads((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"))([x, w]));
    };
    step();
    const before = counts();
    for (let i = 0; i < 5; i++) step();
    expect(counts()).toEqual(before);
    tf.dispose([x, w]);
  });
});

describe("conv2dTranspose", () => {
  it.each([1, 2, 3] as const)("with stride %i is the transpose of conv2d, and its gradients are right", (stride) => {
    const [batch, height, width, inputs, outputs, size] = [2, 4, 3, 3, 2, 3];
    const shape: [number, number, number, number] = [batch, height * stride, width * stride, outputs];
    const [small, filter] = [randomValues(batch * height * width * inputs, 1), randomValues(size * size * 6, 2)];
    const plain = {
      batch,
      inputs: outputs,
      outputs: inputs,
      axes: [
        plainAxis(1, 1, 1, "valid"),
        plainAxis(shape[1], size, stride, "same"),
        plainAxis(shape[2], size, stride, "same"),
      ],
    } as const;
    const { value, weights, gradients } = valueAndGradients(
      (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, shape, stride, "same"),
      [
        { values: small, shape: [batch, height, width, inputs] },
        { values: filter, shape: [size, size, outputs, inputs] },
      ],
    );
    expectClose(value, plainGradients(plain, new Float32Array(value.length), filter, small).dx);
    expectClose(gradients[0]!, plainForward(plain, weights, filter));
    expectClose(gradients[1]!, plainGradients(plain, weights, filter, small).dw);
  });
});
