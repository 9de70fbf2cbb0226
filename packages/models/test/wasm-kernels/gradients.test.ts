import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { expectClose, randomValues, sizeOf, useWasmKernels, valueAndGradients } from "./support.ts";

// Operations of networks and losses whose kernels on wasm are those that tfjs ships: that they are right is what the
// networks rely on, and what a new version of tfjs may change.

const image = [2, 5, 7, 3];
const perChannel = [3];
const sides: [number, number][] = [
  [0, 0],
  [1, 2],
  [0, 3],
  [0, 0],
];

interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** Inputs from 0.2 to 1.2 instead of -1 to 1. */
  readonly positive?: boolean;
}

const unary = (run: (x: tf.Tensor) => tf.Tensor, positive = false): Case => ({ shapes: [image], run, positive });

const cases: Record<string, Case> = {
  relu: unary((x) => tf.relu(x)),
  elu: unary((x) => tf.elu(x)),
  sigmoid: unary((x) => tf.sigmoid(x)),
  softplus: unary((x) => tf.softplus(x)),
  logSigmoid: unary((x) => tf.logSigmoid(x)),
  exp: unary((x) => tf.exp(x)),
  log: unary((x) => tf.log(x), true),
  log1p: unary((x) => tf.log1p(x), true),
  sqrt: unary((x) => tf.sqrt(x), true),
  rsqrt: unary((x) => tf.rsqrt(x), true),
  square: unary((x) => tf.square(x)),
  abs: unary((x) => tf.abs(x)),
  clipByValue: unary((x) => tf.clipByValue(x, -0.5, 0.5)),
  softmax: unary((x) => tf.softmax(x)),
  logSoftmax: unary((x) => tf.logSoftmax(x)),
  logSumExp: unary((x) => tf.logSumExp(x, -1)),
  sum: unary((x) => tf.sum(x, [1, 2])),
  mean: unary((x) => tf.mean(x, [0, 1, 2], true)),
  max: unary((x) => tf.max(x, 1)),
  moments: unary((x) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.add(mean, tf.mul(variance, 2));
  }),
  reshape: unary((x) => tf.reshape(x, [10, 21])),
  transpose: unary((x) => tf.transpose(x, [3, 1, 0, 2])),
  pad: unary((x) => tf.pad(x, sides)),
  slice: unary((x) => tf.slice(x, [0, 1, 2, 0], [2, 3, 4, 2])),
  reverse: unary((x) => tf.reverse(x, [1, 2])),
  tile: unary((x) => tf.tile(x, [1, 2, 1, 3])),
  unstack: unary((x) => tf.unstack(x, 1)[2]!),
  avgPool: unary((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid")),
  add: { shapes: [image, perChannel], run: (x, y) => tf.add(x, y) },
  sub: { shapes: [image, [7, 1]], run: (x, y) => tf.sub(x, y) },
  mul: { shapes: [image, [2, 1, 1, 3]], run: (x, y) => tf.mul(x, y) },
  div: { shapes: [image, perChannel], run: (x, y) => tf.div(x, y), positive: true },
  pow: { shapes: [image, perChannel], run: (x, y) => tf.pow(x, y), positive: true },
  maximum: { shapes: [image, image], run: (x, y) => tf.maximum(x, y) },
  squaredDifference: { shapes: [image, image], run: (x, y) => tf.squaredDifference(x, y) },
  concat: { shapes: [image, image], run: (x, y) => tf.concat([x, y], 3) },
  stack: { shapes: [image, image], run: (x, y) => tf.stack([x, y], 1) },
  matMul: {
    shapes: [
      [2, 4, 5],
      [2, 5, 3],
    ],
    run: (x, y) => tf.matMul(x, y),
  },
  batchNorm: {
    shapes: [image, perChannel, perChannel, perChannel, perChannel],
    run: (x, mean, variance, offset, scale) =>
      tf.batchNorm(x!, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D),
    positive: true,
  },
  fusedConv2d: {
    shapes: [image, [3, 3, 3, 2], [2]],
    run: (x, filter, bias) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        bias: bias!,
        strides: 1,
        pad: "same",
        activation: "relu",
      }),
  },
  fusedMatMul: {
    shapes: [[4, 6], [6, 2], [2]],
    run: (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: "sigmoid" }),
  },
};

it("values and gradients are those of the cpu backend", async () => {
  await useBackend("cpu");
  const expected = Object.values(cases).map(evaluate);
  await useWasmKernels();
  Object.entries(cases).forEach(([name, example], i) => {
    const { value, gradients } = evaluate(example);
    try {
      expectClose(value, expected[i]!.value);
      gradients.forEach((gradient, j) => {
        expectClose(gradient, expected[i]!.gradients[j]!);
      });
    } catch (cause) {
      expect.fail(`${name}: ${cause}`);
    }
  });
});

function evaluate({ shapes, run, positive = false }: Case): ReturnType<typeof valueAndGradients> {
  const inputs = shapes.map((shape, i) => {
    const values = randomValues(sizeOf(shape), i + 1);
    return { values: positive ? values.map((value) => value / 2 + 0.7) : values, shape };
  });
  return valueAndGradients(run, inputs);
}
