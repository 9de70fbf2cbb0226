import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { createModel } from "../../src/index.ts";
import { exportOnnx } from "../../src/onnx/index.ts";
import { disturb, floats, randomValues, relativeDifference, runModel } from "./_support.ts";

const { available, reason } = await findWebGpu();

// Weights on a GPU cannot be read at once.
test.skipIf(!available)(`weights that lie on WebGPU ${reason}`, async () => {
  await useBackend("webgpu");
  const network = createModel("unet_2d", { channels: 2, task: "bin_seg_3d", bins: 3, baseWidth: 4, blocks: 1 });
  disturb(network);
  const values = randomValues(2 * 2 * 9 * 8);
  const images = tf.tensor4d(values, [2, 2, 9, 8]);
  const { logits } = await runModel(await exportOnnx(network), { images: floats(values, [2, 2, 9, 8]) });
  const dense = network.dense(images);
  const expected = await dense.data();
  await useBackend("cpu");
  expect(relativeDifference(logits!, tf.tensor(expected, dense.shape))).toBeLessThan(1e-4);
});
