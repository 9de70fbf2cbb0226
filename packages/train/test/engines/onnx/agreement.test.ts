import { networkNames } from "@atcs/models";
import { describe, expect, test } from "vitest";
import type { EngineSession, MicroBatch, TrainingState, TrainingTask } from "../../../src/engines/types.ts";
import { randomBatch, randomBatches, smallTask } from "../support/small-task.ts";
import { openCpu, openOnnx } from "./_open.ts";

/** What learning.md asks of engines: sums 1e-4, gradients a cosine of 0.999, since ReLU masks flip. */
const [tolerance, leastCosine] = [1e-4, 0.999];

/** Adam's first moments after the first step are a tenth of the gradients. */
async function expectAgreement(task: TrainingTask, steps: (session: EngineSession) => Promise<void>): Promise<void> {
  const [found, expected] = [await openOnnx(task), await openCpu(task)];
  const states: TrainingState[] = [];
  for (const session of [found, expected]) {
    await steps(session);
    states.push(await session.state());
  }
  const [own, other] = states as [TrainingState, TrainingState];
  expect(own.step).toBe(other.step);
  for (const [name, gradient] of other.firstMoments) {
    expect(cosine(own.firstMoments.get(name)!, gradient), name).toBeGreaterThan(leastCosine);
  }
  for (const [name, values] of other.parameters) {
    if (!name.includes("/moving_")) continue;
    expect(relativeDifference(own.parameters.get(name)!, values), name).toBeLessThan(tolerance);
  }
  for (const session of [found, expected]) await session.dispose();
}

/** A step of micro-batches, whose sums are compared too. */
async function expectStepAgreement(
  task: TrainingTask,
  batches: readonly MicroBatch[] = randomBatches(2),
): Promise<void> {
  const results: Awaited<ReturnType<EngineSession["step"]>>[] = [];
  await expectAgreement(task, async (session) => {
    results.push(await session.step(batches, 1e-2));
  });
  const [own, other] = results as [(typeof results)[0], (typeof results)[0]];
  for (const name of ["loss", "numerator", "denominator"] as const) {
    expect(Math.abs(own[name] / other[name] - 1), name).toBeLessThan(tolerance);
  }
  expect(own.logits).toHaveLength(other.logits.length);
  expect(relativeDifference(own.logits, other.logits)).toBeLessThan(tolerance);
}

describe("a step on onnxruntime is as one in plain JavaScript", () => {
  test.each(["seg_3d", "bin_seg_3d", "bin_seg_2d"] as const)("of %s", (task) =>
    expectStepAgreement(smallTask({ config: { task } }), randomBatches(3)),
  );

  test.each(["focal", "soft_jaccard"] as const)("with the loss %s", (kind) =>
    expectStepAgreement(smallTask({ loss: { kind } })),
  );

  test("with the penalty of smoothness, and class weights", () =>
    expectStepAgreement(
      smallTask({ config: { task: "bin_seg_3d" }, loss: { classWeights: [0.5, 1.5] }, smoothnessWeight: 0.3 }),
    ));

  test("with all sums that there are", () =>
    expectStepAgreement(smallTask({ loss: { kind: "soft_jaccard" }, smoothnessWeight: 0.3 })));

  test.each(networkNames.filter((name) => name !== "simple_conv"))("of %s", (network) =>
    expectStepAgreement(smallTask({ network, config: { task: "bin_seg_3d", baseWidth: 8, blocks: 1 } }), [
      randomBatch(1, { size: 4 }),
    ]),
  );

  test("with another number of points in each micro-batch, none, and a smaller one at the end", () =>
    expectAgreement(smallTask({ config: { task: "bin_seg_3d" } }), async (session) => {
      const batches = [
        randomBatch(1, { points: 9 }),
        randomBatch(2, { points: 0 }),
        randomBatch(3, { images: 1, points: 2 }),
      ];
      const { logits } = await session.step(batches, 1e-2);
      expect(logits).toHaveLength(11 * 4);
    }));
});

test.each(networkNames)(
  "logits of %s after a few steps are those of the same weights in plain JavaScript",
  async (network) => {
    const task = smallTask({ network, config: { blocks: 1 } });
    const onnx = await openOnnx(task);
    for (let i = 0; i < 2; i++) await onnx.step([randomBatch(i)], 1e-2);
    const cpu = await openCpu(task, await onnx.state());
    const batch = randomBatch(7, { images: 3, points: 8 });
    const [atLabels, dense] = [await onnx.logitsAtLabels(batch), await onnx.logitsDense(batch.images, batch.shape)];
    expect(relativeDifference(atLabels, await cpu.logitsAtLabels(batch))).toBeLessThan(tolerance);
    expect(relativeDifference(dense, await cpu.logitsDense(batch.images, batch.shape))).toBeLessThan(tolerance);
    // Each image is as it is alone.
    const size = dense.length / 3;
    const second = batch.images.slice(batch.images.length / 3, (2 * batch.images.length) / 3);
    expect(await onnx.logitsDense(second, [1, 3, 8, 8])).toEqual(dense.slice(size, 2 * size));
    for (const session of [onnx, cpu]) await session.dispose();
  },
);

test.each(networkNames)(
  "logits at labels of %s are to the bit those of each image alone, also of one with one point",
  async (network) => {
    const session = await openOnnx(smallTask({ network, config: { baseWidth: 16, blocks: 1 } }), { threads: 2 });
    const points = [1, 2, 5, 19];
    const images = points.map((count, i) => randomBatch(i + 1, { images: 1, points: count, size: 16 }));
    const joined = (parts: readonly (readonly number[])[]): number[] => parts.flat();
    const batch = {
      images: Float32Array.from(joined(images.map((each) => [...each.images]))),
      shape: [4, 3, 16, 16] as const,
      batchIndex: Int32Array.from(joined(points.map((count, image) => new Array<number>(count).fill(image)))),
      corners: Int32Array.from(joined(images.map(({ corners }) => [...corners]))),
      weights: Float32Array.from(joined(images.map(({ weights }) => [...weights]))),
      cloudScenario: Uint8Array.from(joined(images.map(({ cloudScenario }) => [...cloudScenario]))),
    };
    const alone = [];
    for (const image of images) alone.push([...(await session.logitsAtLabels(image))]);
    expect(await session.logitsAtLabels(batch)).toEqual(Float32Array.from(joined(alone)));
    await session.dispose();
  },
);

function cosine(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    ab += x * b[i]!;
    aa += x * x;
    bb += b[i]! * b[i]!;
  }
  return aa === 0 && bb === 0 ? 1 : ab / Math.sqrt(aa * bb);
}

/** The greatest difference, as a share of the greatest value. */
function relativeDifference(found: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(found[i]! - value)), 0) / largest;
}
