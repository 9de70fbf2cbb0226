import fc from "fast-check";
import type { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import type { ValueShape } from "../../../src/graph/types.ts";
import { pointInputs } from "../../../src/onnx/_label-points.ts";
import { OnnxGraphBuilder } from "../../../src/onnx/onnx-graph-builder.ts";
import { writePoints } from "../../../src/onnx/training/points.ts";
import { floats, makePoints, pointFeeds, randomValues, type TestPoints } from "../_support.ts";
import { openGraph } from "./_graph.ts";
import { relativeError } from "./_training.ts";

/** With inputs `features` and `gradient`, and outputs `value` and `back`. */
async function runPoints(
  batch: number,
  shape: ValueShape,
  points: TestPoints,
  features: Float32Array,
  gradient: Float32Array,
): Promise<Record<string, Tensor>> {
  const { channels, altitude, height, width } = shape;
  const onnx = new OnnxGraphBuilder();
  const dims = [...(altitude === 1 ? [channels] : [channels, altitude]), height, width];
  const input = onnx.input("features", "float32", ["batch", ...dims]);
  const ofValue = onnx.input("gradient", "float32", [1, channels, "values"]);
  const { value, backward } = writePoints(input, shape, pointInputs(onnx), onnx);
  onnx.output(value, "float32", [1, channels, "values"]);
  onnx.output(onnx.node("Identity", "back", [backward(ofValue, "test")]), "float32", ["batch", ...dims]);
  const session = await openGraph(onnx);
  const count = altitude * points.batchIndex.length;
  const feeds = { ...pointFeeds(points), features: floats(features, [batch, ...dims]) };
  try {
    return (await session.run({ ...feeds, gradient: floats(gradient, [1, channels, count]) })) as Record<
      string,
      Tensor
    >;
  } finally {
    await session.release();
  }
}

/** Calls back for each number that is read: plane within an image, point, weight and where it is read. */
function forEach(
  { channels, altitude, height, width }: ValueShape,
  { batchIndex, corners, weights }: TestPoints,
  take: (plane: number, point: number, weight: number, place: number) => void,
): void {
  for (let plane = 0; plane < channels * altitude; plane++) {
    for (let p = 0; p < batchIndex.length; p++) {
      for (let j = 0; j < 4; j++) {
        const [row, column] = [corners[8 * p + 2 * j]!, corners[8 * p + 2 * j + 1]!];
        const place = ((batchIndex[p]! * channels * altitude + plane) * height + row) * width + column;
        take(plane, p, weights[4 * p + j]!, place);
      }
    }
  }
}

const lengths = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 4 }),
  altitude: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 1, max: 5 }),
  points: fc.integer({ min: 0, max: 40 }),
});

test("values at points, and gradients added to where they came from, as by plain loops; also more points than pixels", async () => {
  await fc.assert(
    fc.asyncProperty(lengths, async ({ batch, points: count, ...shape }) => {
      const points = makePoints(count, batch, shape.height, shape.width);
      const planes = shape.channels * shape.altitude;
      const features = randomValues(batch * planes * shape.height * shape.width);
      const gradient = randomValues(planes * count, "gradient");
      const expectedValue = new Float64Array(planes * count);
      const expectedBack = new Float64Array(features.length);
      forEach(shape, points, (plane, p, weight, place) => {
        expectedValue[plane * count + p]! += weight * features[place]!;
        expectedBack[place]! += weight * gradient[plane * count + p]!;
      });
      const { "points/features": value, back } = await runPoints(batch, shape, points, features, gradient);
      expect(value!.dims).toEqual([1, shape.channels, shape.altitude * count]);
      expect(relativeError(value!.data as Float32Array, expectedValue)).toBeLessThan(1e-5);
      expect(relativeError(back!.data as Float32Array, expectedBack)).toBeLessThan(1e-5);
    }),
    { numRuns: 25 },
  );
});

describe("points", () => {
  const shape = { channels: 2, altitude: 1, height: 5, width: 6 };
  const good = makePoints(2, 2, 5, 6);
  const run = (points: TestPoints): Promise<unknown> =>
    runPoints(2, shape, points, new Float32Array(120), new Float32Array(4));

  test.each([
    ["a row of -1", { corners: good.corners.with(0, -1) }],
    ["a row beyond the image, which is a pixel of the next channel", { corners: good.corners.with(2, 5) }],
    ["a column of -1", { corners: good.corners.with(1, -1) }],
    ["a column beyond the image, which is a pixel of the next row", { corners: good.corners.with(3, 6) }],
    ["an image of -1", { batchIndex: good.batchIndex.with(1, -1) }],
    ["an image beyond the batch", { batchIndex: good.batchIndex.with(1, 2) }],
  ])("%s stops a run", async (_, wrong) => {
    await expect(run(good)).resolves.toBeDefined();
    await expect(run({ ...good, ...wrong })).rejects.toThrow(/points\/inside_the_images/);
  });

  test("arrays of other lengths stop a run: the weights of one point do not serve for all", async () => {
    await expect(run({ ...good, weights: good.weights.slice(0, 4) })).rejects.toThrow();
    await expect(run({ ...good, batchIndex: good.batchIndex.slice(0, 1) })).rejects.toThrow();
  });
});
