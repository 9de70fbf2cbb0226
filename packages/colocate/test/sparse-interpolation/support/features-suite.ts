// What must hold of features interpolated before a head, on every backend of tfjs.

import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type BackendName, useBackend } from "../../../../../test/support/tfjs.ts";
import { seededRandom } from "../../../src/random.ts";
import { interpolateFeatures, type TensorLayout } from "../../../src/sparse-interpolation/index.ts";
import { denseTensor, reorder } from "./backend-suite.ts";
import { makeProblem, numbers } from "./loops.ts";

export function testFeatures(backend: BackendName): void {
  beforeAll(() => useBackend(backend), 60_000);

  describe.each<TensorLayout>(["NHWC", "NCHW"])(`${backend}, %s`, (layout) => {
    const problem = makeProblem(5, 6);
    const { height, width, channels, points, batchIndex, corners, weights } = problem;
    const factorData = numbers(seededRandom(6), points * channels);

    /** Sum of the sines of the head's values, by plain loops in double precision. */
    function lossByLoops(dense: ArrayLike<number>): number {
      let loss = 0;
      for (let p = 0; p < points; p++) {
        for (let o = 0; o < channels; o++) {
          let value = 0;
          for (let j = 0; j < 4; j++) {
            const [row, col] = [corners[p * 8 + j * 2]!, corners[p * 8 + j * 2 + 1]!];
            const pixel = (batchIndex[p]! * height + row) * width + col;
            value += weights[p * 4 + j]! * dense[pixel * channels + o]!;
          }
          loss += Math.sin(value * factorData[p * channels + o]!);
        }
      }
      return loss;
    }

    it("has the gradient of finite differences, through a head", async () => {
      const form = { name: layout, layout, values: [channels] };
      const features = denseTensor(form, problem);
      const factors = tf.tensor2d(factorData, [points, channels]);
      // Every value times a factor of its own; tfjs-core alone knows the gradient of no product.
      const head = tf.customGrad((x) => ({
        value: tf.mul(x as tf.Tensor, factors),
        gradFunc: (gradient) => tf.mul(gradient, factors),
      }));
      const values = (x: tf.Tensor | tf.TensorLike) =>
        interpolateFeatures(x as tf.Tensor, batchIndex, corners, weights, (atPoints) => head(atPoints), { layout });
      // The gradient of the sum of sines.
      const cosines = tf.cos(values(features));
      const gradient = await tf.grad(values)(features, cosines).data();
      const ofFeatures = reorder(form, problem, gradient as Float32Array, true);
      const step = 1e-4;
      // Of every pixel one channel, the next one for the next pixel.
      for (let i = 0; i < problem.dense.length; i += channels + 1) {
        const [above, below] = [Float64Array.from(problem.dense), Float64Array.from(problem.dense)];
        above[i]! += step;
        below[i]! -= step;
        expect(ofFeatures[i]).toBeCloseTo((lossByLoops(above) - lossByLoops(below)) / (2 * step), 3);
      }
    });
  });
}
