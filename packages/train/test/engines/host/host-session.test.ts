import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { EngineFailure } from "../../../src/engines/failure.ts";
import type { GradientComputer } from "../../../src/engines/host/gradient-computer.ts";
import { HostSession } from "../../../src/engines/host/host-session.ts";
import { LocalComputer } from "../../../src/engines/host/local-computer.ts";
import { sharedParameters } from "../../../src/engines/host/shared-parameters.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import { parameterLayout } from "../../../src/engines/state/parameter-layout.ts";
import type { MicroBatch, TrainingState, TrainingTask } from "../../../src/engines/types.ts";
import { randomBatch, randomBatches, smallTask } from "../support/small-task.ts";
import { bitsOf, expectNear } from "../support/states.ts";
import { useWasm } from "../support/wasm.ts";

beforeAll(useWasm);

/** Of the smallest network that has everything: batch normalisation too. */
const pixelTask = smallTask({ network: "single_pixel" });

interface Settings {
  readonly computers?: number;
  readonly state?: TrainingState;
  readonly wrap?: (computer: GradientComputer, i: number) => GradientComputer;
}

async function open(
  task: TrainingTask,
  { computers = 1, state, wrap = (computer) => computer }: Settings = {},
): Promise<HostSession> {
  const layout = parameterLayout(task);
  const shared = sharedParameters(layout);
  const first = state ?? (await initialState(task, 1));
  const made: GradientComputer[] = [];
  for (let i = 0; i < computers; i++) {
    // Each has its own view of the memory, as threads have.
    const own = sharedParameters(layout, shared.memory);
    made.push(wrap(await LocalComputer.create(task, layout, own, "wasm"), i));
  }
  return new HostSession({ engine: "wasm", device: "test", task, layout, shared, computers: made, state: first });
}

async function train(session: HostSession, steps: number, first = 0): Promise<number[]> {
  const losses: number[] = [];
  for (let i = first; i < first + steps; i++) losses.push((await session.step(randomBatches(4, 4 * i), 1e-2)).loss);
  return losses;
}

/** Ends later the earlier it is asked, so that results come out of order. */
function delayed(computer: GradientComputer, i: number): GradientComputer {
  return {
    gradients: async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 30 - 14 * i));
      return computer.gradients(batch);
    },
    logitsAtLabels: (batch) => computer.logitsAtLabels(batch),
    logitsDense: (images, shape) => computer.logitsDense(images, shape),
    end: () => computer.end(),
  };
}

test("the number of computers changes no bit", async () => {
  // With all kinds of gradients that there are.
  const task = smallTask({ loss: { kind: "soft_jaccard" }, smoothnessWeight: 0.1 });
  const found = [];
  for (const computers of [1, 3]) {
    const session = await open(task, { computers, wrap: delayed });
    const result = await session.step(randomBatches(4), 1e-2);
    const second = await session.step(randomBatches(3, 9), 1e-2);
    const logits = await session.logitsAtLabels(randomBatch(7, { images: 3, points: 6 }));
    found.push({ result, second, logits, state: bitsOf(await session.state()) });
    await session.dispose();
  }
  expect(found[1]).toEqual(found[0]);
});

describe("a step", () => {
  test.each(["cross_entropy", "focal", "soft_jaccard"] as const)(
    "%s: micro-batches with the same images are as one batch of all of them",
    async (kind) => {
      // Batch normalisation sees the same mean and variance in each as in both.
      const one = randomBatch(1);
      const two: MicroBatch = { ...randomBatch(2, { points: 9 }), images: one.images };
      const both: MicroBatch = {
        images: Float32Array.of(...one.images, ...two.images),
        shape: [4, 3, 8, 8],
        batchIndex: Int32Array.of(...one.batchIndex, ...two.batchIndex.map((image) => image + 2)),
        corners: Int32Array.of(...one.corners, ...two.corners),
        weights: Float32Array.of(...one.weights, ...two.weights),
        cloudScenario: Uint8Array.of(...one.cloudScenario, ...two.cloudScenario),
      };
      const task = smallTask({ loss: { kind }, smoothnessWeight: 0.2 });
      const [parts, whole] = [await open(task), await open(task)];
      const [found, expected] = [await parts.step([one, two], 1e-2), await whole.step([both], 1e-2)];
      for (const name of ["loss", "numerator", "denominator"] as const) {
        expect(Math.abs(found[name] / expected[name] - 1), name).toBeLessThan(1e-5);
      }
      expect(found.logits).toHaveLength(14 * 9 * 4);
      for (const [i, value] of expected.logits.entries()) expect(found.logits[i]).toBeCloseTo(value, 4);
      const moments = async (session: HostSession) => {
        const { firstMoments } = await session.state();
        return { parameters: new Map(), firstMoments, secondMoments: new Map(), step: 1 };
      };
      expectNear(await moments(parts), await moments(whole), 1e-4);
    },
  );

  test("lets timers and messages of this thread have their turn between micro-batches", async () => {
    const session = await open(pixelTask);
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await session.step(randomBatches(3), 1e-2);
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  test("takes the moments of the micro-batches up in their order, as the network itself does", async () => {
    const task = smallTask();
    const session = await open(task);
    await session.step(randomBatches(3), 0);
    const { parameters } = await session.state();
    const { createModel } = await import("@atcs/models");
    const model = createModel(task.network, { ...task.config, seed: 1 });
    for (const { images, shape } of randomBatches(3)) {
      const x = tf.tensor4d(images, [...shape]);
      model.features(x, { training: true }).dispose();
      x.dispose();
    }
    for (const { name } of model.parameters) {
      const expected = model.variable(name).dataSync();
      for (const [i, value] of parameters.get(name)!.entries()) expect(value).toBeCloseTo(expected[i]!, 6);
    }
    model.dispose();
  });

  test("with a loss that is not finite leaves the state, and says so", async () => {
    const session = await open(smallTask());
    await train(session, 1);
    const before = bitsOf(await session.state());
    const [first, second] = randomBatches(2);
    const images = Float32Array.from(second!.images, (value, i) => (i === 7 ? Number.NaN : value));
    expect((await session.step([first!, { ...second!, images }], 1e-2)).loss).toBeNaN();
    expect(bitsOf(await session.state())).toEqual(before);
    expect((await train(session, 1))[0]).toBeGreaterThan(0);
  });

  // The square of the last is beyond single precision: it would make a second moment infinite.
  test.each([Number.POSITIVE_INFINITY, Number.NaN, -1e25])(
    "with gradients or moments of %d does as well",
    async (value) => {
      for (const kind of ["numerator", "moments"] as const) {
        const wrap = (computer: GradientComputer): GradientComputer => ({
          ...delayed(computer, 2),
          gradients: async (batch) => {
            const found = await computer.gradients(batch);
            (kind === "moments" ? found.moments : found.gradients.numerator)[0] = value;
            return found;
          },
        });
        const session = await open(pixelTask, { wrap });
        const before = bitsOf(await session.state());
        expect((await session.step(randomBatches(1), 1e-2)).loss).toBeNaN();
        expect(bitsOf(await session.state())).toEqual(before);
      }
    },
  );

  test("with a wrong batch leaves the state, and the session works on", async () => {
    const session = await open(smallTask());
    const before = bitsOf(await session.state());
    const batch = randomBatch(1);
    const wrong = { ...batch, corners: batch.corners.map(() => 99) };
    await expect(session.step([batch, wrong], 1e-2)).rejects.toThrow(RangeError);
    await expect(session.step([], 1e-2)).rejects.toThrow(/microBatches is empty/);
    expect(bitsOf(await session.state())).toEqual(before);
    await expect(session.step([batch], 1e-2)).resolves.toMatchObject({ denominator: expect.any(Number) });
  });
});

test("two steps, the state, and two steps more are four steps", async () => {
  const task = pixelTask;
  const [whole, first] = [await open(task), await open(task)];
  const losses = await train(whole, 4);
  await train(first, 2);
  const state = await first.state();
  await train(first, 1, 2);
  const second = await open(task, { state, computers: 2 });
  expect(await train(second, 2, 2)).toEqual(losses.slice(2));
  expect(bitsOf(await second.state())).toEqual(bitsOf(await whole.state()));
});

test("the state is in the order of the network", async () => {
  const task = smallTask();
  const session = await open(task);
  const names = parameterLayout(task).parameters.map(({ name }) => name);
  expect([...(await session.state()).parameters.keys()]).toEqual(names);
});

describe("logits", () => {
  test("are those of the network with its running statistics", async () => {
    const task = smallTask({ config: { task: "bin_seg_3d" } });
    const session = await open(task);
    await train(session, 2);
    const { parameters } = await session.state();
    const { createModel } = await import("@atcs/models");
    const model = createModel(task.network, task.config);
    for (const { name, shape } of model.parameters)
      model.variable(name).assign(tf.tensor(parameters.get(name)!, [...shape]));
    const batch = randomBatch(5, { images: 3, points: 7 });
    const images = tf.tensor4d(batch.images, [...batch.shape]);
    const atLabels = model.atLabels(images, batch.batchIndex, batch.corners, batch.weights).dataSync();
    const dense = model.dense(images).dataSync();
    const [foundAtLabels, foundDense] = [
      await session.logitsAtLabels(batch),
      await session.logitsDense(batch.images, batch.shape),
    ];
    expect(foundAtLabels).toHaveLength(7 * 4);
    expect(foundDense).toHaveLength(dense.length);
    for (const [i, value] of atLabels.entries()) expect(foundAtLabels[i]).toBeCloseTo(value, 5);
    for (const [i, value] of dense.entries()) expect(foundDense[i]).toBeCloseTo(value, 5);
    model.dispose();
    await expect(session.logitsDense(batch.images, [3, 4, 8, 8])).rejects.toThrow(RangeError);
  });
});

describe("an engine that fails", () => {
  test("is told with what to try, and the state can still be had", async () => {
    const wrap = (computer: GradientComputer, i: number): GradientComputer => ({
      ...delayed(computer, i),
      gradients: async () => {
        throw new EngineFailure("memory", "full");
      },
    });
    const session = await open(smallTask(), { computers: 2, wrap });
    const before = bitsOf(await session.state());
    const memory = {
      code: "TRAIN_MEMORY",
      message: expect.stringMatching(/micro-batch of 2 \(full\): .*--micro-batch 1$/),
    };
    await expect(session.step(randomBatches(3), 1e-2)).rejects.toMatchObject(memory);
    // It is gone for good.
    await expect(session.logitsAtLabels(randomBatch(1))).rejects.toMatchObject({ code: "TRAIN_MEMORY" });
    expect(bitsOf(await session.state())).toEqual(before);
    await session.dispose();
  });
});

test("what is disposed of gives its tensors back, and does nothing more", async () => {
  const before = tf.memory().numTensors;
  const session = await open(smallTask(), { computers: 2 });
  await train(session, 2);
  const tensors = tf.memory().numTensors;
  await train(session, 1);
  expect(tf.memory().numTensors).toBe(tensors);
  await session.dispose();
  await session.dispose();
  expect(tf.memory().numTensors).toBe(before);
  await expect(session.step(randomBatches(1), 1e-2)).rejects.toThrow(TypeError);
});
