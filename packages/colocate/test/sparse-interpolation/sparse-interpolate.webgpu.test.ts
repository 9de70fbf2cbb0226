import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { findWebGpu } from "../../../../test/support/webgpu.ts";
import { sparseInterpolate } from "../../src/sparse-interpolation/index.ts";
import { denseTensor, expectClose, forms, op, testBackend } from "./support/backend-suite.ts";
import { makeProblem } from "./support/loops.ts";

const { available, reason } = await findWebGpu();

describe.skipIf(!available)(`on the webgpu backend ${reason}`, () => {
  testBackend("webgpu");

  it.each(forms)("$name: agrees with cpu and wasm, values and gradient", async (form) => {
    const problem = makeProblem(21, 6, 40);
    const results: Float32Array[] = [];
    for (const backend of ["cpu", "wasm", "webgpu"] as const) {
      await useBackend(backend);
      const { value, grad } = tf.valueAndGrad(op(form, problem))(
        denseTensor(form, problem),
        tf.ones([40, ...form.values]),
      );
      results.push(Float32Array.from([...(await value.data()), ...(await grad.data())]));
    }
    expectClose(results[1]!, results[0]!, 1e-5);
    expectClose(results[2]!, results[0]!, 1e-5);
  });

  it("tells pixels and channels apart beyond 2^24 values, where single precision does not", async () => {
    await useBackend("webgpu");
    const [channels, height, width] = [1040, 127, 129];
    const data = new Float32Array(channels * height * width);
    const column = (o: number, col: number) => (o * height + 100) * width + col;
    for (let o = 0; o < channels; o++) for (const col of [5, 6]) data[column(o, col)] = o + col / 1000;
    const dense = tf.tensor4d(data, [1, channels, height, width]);
    const points = [100, 5, 100, 6, 100, 5, 100, 6];
    const read = (x: tf.Tensor | tf.TensorLike) =>
      sparseInterpolate(x as tf.Tensor4D, [0], points, [1, 2, 0, 0], { layout: "NCHW" });
    const expected = Float32Array.from({ length: channels }, (_, o) => 3 * o + 0.017);
    expectClose(await read(dense).data(), expected, 1e-3);
    const gradient = await tf
      .grad(read)(dense, tf.ones([1, channels]))
      .data();
    const last = column(channels - 1, 0);
    expect([...gradient.subarray(last + 3, last + 9)]).toEqual([0, 0, 1, 2, 0, 0]);
  });
});
