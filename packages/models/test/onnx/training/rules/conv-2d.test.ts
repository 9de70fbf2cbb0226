import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { relativeError, seededArray } from "../../../ops/support/array.ts";
import { toTensor } from "../../../ops/support/differentiation.ts";
import { toOnnx } from "./support/layouts.ts";
import { testTrainingRule } from "./support/rule-suite.ts";
import { runTrainingRule } from "./support/run-rule.ts";

testTrainingRule("conv2d");

test("large images with many channels, for which Winograd's form is taken", async () => {
  const [image, cotangent] = [seededArray(1, [1, 13, 12, 64]), seededArray(2, [1, 13, 12, 64])];
  const kernel = seededArray(3, [3, 3, 64, 64]);
  const node = { op: "conv2d", name: "node", inputs: [0], filters: 64, kernel: 3, bias: false } as const;
  const onnxCotangent = toOnnx(cotangent, undefined);
  const found = await runTrainingRule(node, [toOnnx(image, undefined)], { kernel }, onnxCotangent);
  const expected = tf.tidy(() => {
    const convolve = (x: tf.Tensor, k: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "same");
    const [x, k] = [toTensor(image), toTensor(kernel)];
    const [ofImage, ofKernel] = tf.grads(convolve)([x, k], toTensor(cotangent));
    const asOnnx = (value: tf.Tensor) => tf.transpose(value, [0, 3, 1, 2]).dataSync();
    return [asOnnx(convolve(x, k)), asOnnx(ofImage!), ofKernel!.dataSync()];
  });
  const actual = [found.value, found.ofInputs[0]!, found.ofParameters.kernel!];
  for (const [i, { data }] of actual.entries()) expect(relativeError(data, expected[i]!), `${i}`).toBeLessThan(3e-6);
});
