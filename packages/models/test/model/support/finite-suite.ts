// Numbers that are not finite, on backends that keep to IEEE 754.

import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { createModel, networkNames } from "../../../src/index.ts";
import { randomImages, randomPoints, smallConfig } from "./small-networks.ts";

const shape = [2, 3, 5, 6] as const;

/** Call in a `describe` whose backend is already the current one. */
export function testNumbersThatAreNotFinite(): void {
  describe.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("%s in one pixel", (wrong) => {
    it.each(networkNames)("makes all outputs of %s NaN, in training and not", async (name) => {
      const network = createModel(name, smallConfig());
      const values = (await randomImages(shape).data()).slice();
      values[7] = wrong;
      const images = tf.tensor4d(values, [...shape]);
      const { batchIndex, corners, weights } = randomPoints(4, shape);
      for (const training of [false, () => {}]) {
        const outputs = [
          network.features(images, { training }),
          network.dense(images, { training }),
          network.atLabels(images, batchIndex, corners, weights, { training }),
        ];
        for (const output of outputs) expect(new Set(await output.data())).toEqual(new Set([Number.NaN]));
      }
    });
  });
}
