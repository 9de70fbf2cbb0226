import { seededRandom } from "@atcs/colocate";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { channelMeans } from "../../src/ops/channel-means.ts";

function byLoops(values: Float32Array, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0);
  values.forEach((value, i) => {
    sums[i % channels]! += value;
  });
  return sums.map((sum) => (sum * channels) / values.length);
}

describe.each(["cpu", "wasm"] as const)("channel means on the %s backend", (backend) => {
  beforeAll(() => useBackend(backend), 60_000);

  it.each([
    [2, 5, 7, 3],
    [1, 4, 3, 2],
    [3, 1, 6, 1],
    [2, 6, 1, 5],
    [4, 1, 1, 2],
    [1, 1, 1, 3],
  ] as const)("are those of plain loops: [%i, %i, %i, %i]", async (batch, height, width, channels) => {
    const random = seededRandom(1);
    const values = Float32Array.from({ length: batch * height * width * channels }, () => random() - 0.25);
    const means = await channelMeans(tf.tensor4d(values, [batch, height, width, channels])).data();
    byLoops(values, channels).forEach((mean, c) => {
      expect(means[c]!).toBeCloseTo(mean, 6);
    });
  });

  it("lose little of a small mean of many values", async () => {
    // 40,000 values about 1000 whose mean is 1000.25: a long sum in single precision would have an error of about 0.1.
    const values = Float32Array.from({ length: 40_000 }, (_, i) => 1000 + (i % 4 === 0 ? 1 : 0));
    const [mean] = await channelMeans(tf.tensor4d(values, [1, 200, 200, 1])).data();
    expect(Math.abs(mean! - 1000.25)).toBeLessThan(1e-3);
  });
});
