import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { plainAxis, plainForward, plainGradients } from "./plain-convolution.ts";
import { expectClose, randomValues, sizeOf, useWasmKernels } from "./support.ts";

const { available, reason } = await findWebGpu();

const large: [number, number, number, number, number] = [2, 4, 6, 5, 2];
const filter: typeof large = [3, 3, 3, 2, 3];

describe.skipIf(!available)(`the gradient of conv3dTranspose on the webgpu backend ${reason}`, () => {
  beforeAll(async () => {
    await useWasmKernels();
    await useBackend("webgpu");
  }, 60_000);

  it.each([1, 2])("is that of plain loops, with stride %i", async (stride) => {
    const axis = (size: number) => plainAxis(size, 3, stride, "same");
    const axes = [axis(large[1]), axis(large[2]), axis(large[3])] as const;
    const small: typeof large = [large[0], axes[0].count, axes[1].count, axes[2].count, filter[4]];
    const plain = { batch: large[0], inputs: large[4], outputs: filter[4], axes };
    const [x, w, dy] = [
      randomValues(sizeOf(small), 1),
      randomValues(sizeOf(filter), 2),
      randomValues(sizeOf(large), 3),
    ];
    const gradients = tf.tidy(() =>
      tf.grads((x, w) => tf.conv3dTranspose(x as tf.Tensor5D, w as tf.Tensor5D, large, stride, "same"))(
        [tf.tensor5d(x, small), tf.tensor5d(w, filter)],
        tf.tensor5d(dy, large),
      ),
    );
    expectClose(await gradients[0]!.data(), plainForward(plain, dy, w));
    expectClose(await gradients[1]!.data(), plainGradients(plain, dy, w, x).dw, 5e-5);
    tf.dispose(gradients);
  });
});
