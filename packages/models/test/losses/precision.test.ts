import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { lossTerms } from "../../src/losses/loss-terms.ts";
import { smoothness } from "../../src/losses/smoothness.ts";

let logits: tf.Tensor;
let image: tf.Tensor;

beforeAll(async () => {
  await useBackend("cpu");
  [logits, image] = [tf.zeros([1, 3]), tf.zeros([1, 3, 4, 4])];
  // One that says what it is, which is all that is asked.
  tf.registerBackend("webgl", () => ({ dispose() {} }) as unknown as tf.KernelBackend);
  await tf.setBackend("webgl");
  tf.env().set("WEBGL_RENDER_FLOAT32_ENABLED", false);
});

afterAll(async () => {
  await useBackend("cpu");
  tf.removeBackend("webgl");
});

test("every loss is refused where WebGL has no floats of 32 bits, also before it is divided", () => {
  const refused = expect.objectContaining({ code: "MODEL_DEVICE" });
  for (const kind of ["cross_entropy", "focal", "soft_jaccard"] as const) {
    const loss = lossTerms({ kind, task: "bin_seg_3d" });
    expect(() => loss(logits, Uint8Array.of(0, 1, 2))).toThrow(refused);
  }
  expect(() => smoothness(image, image, { radianceChannels: [0] })).toThrow(refused);
});
