import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { useBackend } from "../../../../../test/support/tfjs.ts";
import { smoothness } from "../../../src/losses/smoothness.ts";
import { OnnxGraphBuilder } from "../../../src/onnx/onnx-graph-builder.ts";
import { writeSmoothness } from "../../../src/onnx/training/smoothness.ts";
import { finiteDifferences, smoothnessByLoops } from "../../losses/support/loops.ts";
import { floats, randomValues } from "../_support.ts";
import { openGraph } from "./_graph.ts";
import { relativeError } from "./_training.ts";

await useBackend("cpu");

const radianceChannels = [2, 0];
const channels = 3;

async function runSmoothness(
  dense: Float32Array,
  images: Float32Array,
  [batch, outputs, height, width]: readonly [number, number, number, number],
): Promise<{ numerator: number; denominator: number; gradient: Float32Array }> {
  const onnx = new OnnxGraphBuilder();
  const inputs = {
    dense: onnx.input("given", "float32", ["batch", outputs, height, width]),
    images: onnx.input("images", "float32", ["batch", channels, height, width]),
    channels: outputs,
    radianceChannels,
    size: [height, width],
  } as const;
  const found = writeSmoothness(inputs, onnx);
  for (const each of Object.values(found)) onnx.output(each, "float32", []);
  const session = await openGraph(onnx);
  const feeds = {
    given: floats(dense, [batch, outputs, height, width]),
    images: floats(images, [batch, channels, height, width]),
  };
  const outputsOf = (await session.run(feeds)) as Record<string, Tensor>;
  await session.release();
  const [numerator, denominator, gradient] = Object.values(found).map(({ name }) => outputsOf[name]!);
  expect([numerator!.dims, denominator!.dims, gradient!.dims]).toEqual([[], [], [batch, outputs, height, width]]);
  return {
    numerator: (numerator!.data as Float32Array)[0]!,
    denominator: (denominator!.data as Float32Array)[0]!,
    gradient: gradient!.data as Float32Array,
  };
}

describe.each([
  [2, 4, 5, 7],
  [1, 1, 3, 3],
  [3, 2, 3, 6],
] as const)("an output of %i x %i x %i x %i", (...shape) => {
  const [batch, outputs, height, width] = shape;
  const dense = randomValues(batch * outputs * height * width, "dense");
  const images = randomValues(batch * channels * height * width, "images");

  test("terms and gradient as in tfjs", async () => {
    const found = await runSmoothness(dense, images, shape);
    const image = tf.tensor4d(images, [batch, channels, height, width]);
    const terms = (x: tf.Tensor) => smoothness(x, image, { radianceChannels });
    const output = tf.tensor4d(dense, [...shape]);
    const { numerator, denominator } = terms(output);
    expect(relativeError([found.numerator], numerator.dataSync())).toBeLessThan(1e-6);
    expect([found.denominator]).toEqual([...denominator.dataSync()]);
    const gradient = tf.grad((x) => terms(x as tf.Tensor).numerator)(output);
    expect(relativeError(found.gradient, gradient.dataSync())).toBeLessThan(1e-6);
  });

  test("gradient as by finite differences of plain loops", async () => {
    const found = await runSmoothness(dense, images, shape);
    const sizes = { batch, outputs, channels, height, width };
    const numerator = (values: Float64Array) =>
      smoothnessByLoops(values, images, sizes, radianceChannels) * batch * outputs;
    expect(relativeError(found.gradient, finiteDifferences(numerator, dense))).toBeLessThan(1e-4);
  });
});

test("an output that does not change has neither penalty nor gradient", async () => {
  const found = await runSmoothness(new Float32Array(40).fill(3), randomValues(60), [1, 2, 4, 5]);
  expect(found).toMatchObject({ numerator: 0, denominator: 2 });
  expect(found.gradient.every((value) => value === 0)).toBe(true);
});
