import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { conv3d } from "../../src/ops/conv3d.ts";

it("keeps for the gradient its result, and once the neighbours of all cells", async () => {
  await useBackend("cpu");
  const x = tf.ones<tf.Rank.R4>([6, 16, 16, 4]);
  const kernel = tf.ones<tf.Rank.R5>([3, 3, 3, 4, 4]);
  let kept = 0;
  tf.grad((input) => {
    const before = tf.memory().numDataBuffers;
    const { tensor } = tf.tidy(() => ({ ...conv3d({ tensor: input as tf.Tensor4D, altitude: 3 }, kernel) }));
    kept = tf.memory().numDataBuffers - before;
    return tensor;
  })(x);
  // The kernel as two-dimensional one is the third.
  expect(kept).toBe(3);
});

it("leaves nothing of how a gradient was made while the others are", async () => {
  await useBackend("cpu");
  const x = tf.ones<tf.Rank.R4>([6, 16, 16, 4]);
  const kernel = tf.ones<tf.Rank.R5>([3, 3, 3, 4, 4]);
  let [before, after] = [0, 0];
  // Gradients are made from the last operation to the first: what is counted at both ends is what is left.
  const counting = (use: () => void) =>
    tf.customGrad((input) => ({
      value: (input as tf.Tensor).clone(),
      gradFunc: (dy) => {
        use();
        return dy;
      },
    }));
  const first = counting(() => {
    after = tf.memory().numDataBuffers;
  });
  const last = counting(() => {
    before = tf.memory().numDataBuffers;
  });
  tf.grad((input) => last(conv3d({ tensor: first(input) as tf.Tensor4D, altitude: 3 }, kernel).tensor))(x);
  // The gradient with respect to the neighbours, and the one with respect to the volume; the kernel's is not asked for.
  expect(after - before).toBeLessThanOrEqual(3);
});
