import * as tf from "@tensorflow/tfjs";
import { beforeEach, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { FitLike } from "../../src/layers/fit-like.ts";
import { registerLayers } from "../../src/layers/register-layers.ts";
import { ResizeLike } from "../../src/layers/resize-like.ts";
import { toLayersModel } from "../../src/layers/to-layers-model.ts";
import { saveModel } from "../../src/saved/save-model.ts";
import { image, memoryHandler, smallNetwork } from "../saved/_networks.ts";

beforeEach(() => useBackend("cpu"));

test.each(["unet_2d", "unet_2d_transpose"] as const)(
  "tf.loadLayersModel opens %s after the call alone",
  async (name) => {
    const registered = tf.serialization.SerializationMap.getMap().classNameMap;
    const own = [ResizeLike.className, FitLike.className];
    for (const className of own) delete registered[className];
    const handler = memoryHandler();
    const network = smallNetwork(name);
    await saveModel(network, handler);
    await expect(tf.loadLayersModel(handler)).rejects.toThrow("Unknown layer: Atcs");
    registerLayers();
    registerLayers();
    const x = tf.transpose(image(7, 10), [0, 2, 3, 1]);
    const found = (await tf.loadLayersModel(handler)).predict(x) as tf.Tensor;
    const expected = toLayersModel(network).predict(x) as tf.Tensor;
    expect(found.shape).toEqual([1, 7, 10, 27]);
    expect(found.dataSync()).toEqual(expected.dataSync());
  },
);

test("the resizing layer interpolates with corners aligned", () => {
  const x = tf.tensor4d([0, 2, 4, 6], [1, 2, 2, 1]);
  const [resized, fitted] = [new ResizeLike({}), new FitLike({})].map(
    (layer) => layer.apply([x, tf.zeros([1, 3, 2, 5])]) as tf.Tensor,
  );
  expect(Array.from(resized!.dataSync())).toEqual([0, 2, 2, 4, 4, 6]);
  expect(Array.from(fitted!.dataSync())).toEqual([0, 2, 4, 6, 0, 0]);
});
