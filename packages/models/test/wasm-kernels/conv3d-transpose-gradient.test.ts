import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { registerWasmKernels, unregisterWasmKernels } from "../../src/wasm-kernels/index.ts";
import { type PlainConvolution, plainAxis, plainForward, plainGradients } from "./plain-convolution.ts";
import { counts, expectClose, randomTensor, randomValues, sizeOf, valueAndGradients } from "./support.ts";

type Triple = [number, number, number];
type Shape = [number, number, number, number, number];

interface Case {
  /** Of the result of conv3dTranspose, which goes into conv3d: batch, depth, rows, columns, channels. */
  readonly large: Shape;
  readonly kernel: Triple;
  /** Channels of what goes into conv3dTranspose. */
  readonly channels: number;
  readonly strides: Triple;
  readonly padding: "same" | "valid";
}

const cases: Case[] = [
  { large: [2, 3, 4, 5, 2], kernel: [3, 3, 3], channels: 3, strides: [1, 1, 1], padding: "same" },
  { large: [1, 4, 5, 3, 3], kernel: [2, 3, 1], channels: 2, strides: [1, 1, 1], padding: "valid" },
  { large: [2, 4, 6, 5, 2], kernel: [3, 3, 3], channels: 2, strides: [2, 2, 2], padding: "same" },
  { large: [1, 4, 5, 6, 2], kernel: [2, 3, 2], channels: 3, strides: [2, 2, 2], padding: "valid" },
  { large: [1, 5, 4, 6, 2], kernel: [3, 2, 3], channels: 2, strides: [1, 2, 2], padding: "same" },
];

beforeAll(async () => {
  await useBackend("wasm");
  registerWasmKernels();
});

afterAll(unregisterWasmKernels);

function shapesOf({ large, kernel, channels, strides, padding }: Case): {
  plain: PlainConvolution;
  small: Shape;
  filter: Shape;
} {
  const axis = (i: 0 | 1 | 2) => plainAxis(large[i + 1]!, kernel[i], strides[i], padding);
  const axes = [axis(0), axis(1), axis(2)] as const;
  const [depth, rows, columns] = axes;
  return {
    plain: { batch: large[0], inputs: large[4], outputs: channels, axes },
    small: [large[0], depth.count, rows.count, columns.count, channels],
    filter: [...kernel, large[4], channels],
  };
}

describe.each(["wasm", "cpu"] as const)("the gradient of conv3dTranspose on the %s backend", (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(cases)("is that of plain loops: to $large, filter $kernel, strides $strides, $padding", (example) => {
    const { plain, small, filter } = shapesOf(example);
    const [x, w] = [randomValues(sizeOf(small), 1), randomValues(sizeOf(filter), 2)];
    const { value, weights, gradients } = valueAndGradients(
      (x, w) => transposed(example, x!, w!),
      [
        { values: x, shape: small },
        { values: w, shape: filter },
      ],
    );
    // y is linear in x and in w, and the transpose of conv3d: sum of y weights = sum of x conv3d(weights, w).
    expectClose(value, plainGradients(plain, new Float32Array(sizeOf(example.large)), w, x).dx);
    expectClose(gradients[0]!, plainForward(plain, weights, w));
    expectClose(gradients[1]!, plainGradients(plain, weights, w, x).dw, 5e-5);
  });

  it("is that of finite differences", () => {
    const example = cases[2]!;
    const { small, filter } = shapesOf(example);
    tf.tidy(() => {
      const inputs = [randomTensor<tf.Rank.R5>(small, 1), randomTensor<tf.Rank.R5>(filter, 2)];
      const loss = (x: tf.Tensor, w: tf.Tensor) => tf.sum(tf.square(transposed(example, x, w)));
      const gradients = tf.grads(loss)(inputs);
      inputs.forEach((input, i) => {
        const direction = randomTensor(input.shape, 7 + i);
        const at = (step: number): number => {
          const moved = inputs.with(i, tf.add(input, tf.mul(direction, step)));
          return loss(moved[0]!, moved[1]!).dataSync()[0]!;
        };
        // The loss is a parabola along each line: the central difference is exact but for rounding.
        const slope = tf.sum(tf.mul(gradients[i]!, direction)).dataSync()[0]!;
        expectClose([at(0.5) - at(-0.5)], [slope], 1e-4);
      });
    });
  });

  it("leaves nothing behind over steps of training", () => {
    const example = cases[2]!;
    const { small, filter } = shapesOf(example);
    const x = randomTensor<tf.Rank.R5>(small, 1);
    const w = tf.variable(randomTensor<tf.Rank.R5>(filter, 2));
    const optimizer = tf.train.adam(0.05);
    const losses: number[] = [];
    const afterSteps = Array.from({ length: 6 }, () => {
      tf.tidy(() => {
        const loss = optimizer.minimize(() => tf.mean(tf.square(transposed(example, x, w))), true, [w]);
        losses.push(loss!.dataSync()[0]!);
      });
      return counts();
    });
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    // The first step makes the optimizer's own variables.
    expect(new Set(afterSteps.slice(1).map(({ tensors, data }) => `${tensors} ${data}`)).size).toBe(1);
    tf.dispose([x, w]);
    optimizer.dispose();
  });
});

describe("registering", () => {
  const gradient = (): tf.GradConfig | undefined => tf.getGradient("Conv3DBackpropInputV2");
  const example = cases[0]!;
  const { small, filter } = shapesOf(example);
  const differentiate = () => {
    tf.tidy(() => tf.grad((x) => transposed(example, x, tf.ones(filter)))(tf.ones(small)));
  };

  it("adds it, and unregistering takes it away", () => {
    const ours = gradient();
    registerWasmKernels();
    expect(gradient()).toBe(ours);
    unregisterWasmKernels();
    expect(gradient()).toBeUndefined();
    expect(differentiate).toThrow("Conv3DBackpropInputV2");
    registerWasmKernels();
    differentiate();
  });

  it("leaves one that is there already", () => {
    unregisterWasmKernels();
    const theirs: tf.GradConfig = { kernelName: "Conv3DBackpropInputV2", gradFunc: () => ({}) };
    tf.registerGradient(theirs);
    registerWasmKernels();
    expect(gradient()).toBe(theirs);
    unregisterWasmKernels();
    expect(gradient()).toBe(theirs);
    tf.unregisterGradient("Conv3DBackpropInputV2");
    registerWasmKernels();
  });
});

function transposed({ large, strides, padding }: Case, x: tf.Tensor, w: tf.Tensor): tf.Tensor {
  return tf.conv3dTranspose(x as tf.Tensor5D, w as tf.Tensor5D, large, strides, padding);
}
