import { describe, expect, test } from "vitest";
import type { OnnxSession } from "../../../src/engines/onnx/onnx-session.ts";
import { openSession } from "../../../src/engines/open-session.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import { randomBatch, randomBatches, smallTask } from "../support/small-task.ts";
import { bitsOf } from "../support/states.ts";
import { openCpu, openOnnx } from "./_open.ts";

/** With all kinds of gradients that there are, and batch normalisation. */
const task = smallTask({ network: "single_pixel", loss: { kind: "soft_jaccard" }, smoothnessWeight: 0.1 });

async function train(session: OnnxSession, steps: number, first = 0): Promise<number[]> {
  const losses: number[] = [];
  for (let i = first; i < first + steps; i++) losses.push((await session.step(randomBatches(3, 3 * i), 1e-2)).loss);
  return losses;
}

test.each([1, 2])("the same steps on %d threads give the same bits again", async (threads) => {
  const found = [];
  for (let again = 0; again < 2; again++) {
    const session = await openOnnx(task, { threads });
    const losses = await train(session, 2);
    found.push({ losses, logits: await session.logitsAtLabels(randomBatch(5)), state: bitsOf(await session.state()) });
    await session.dispose();
  }
  expect(found[1]).toEqual(found[0]);
});

test("two steps, the state, and two steps more are four steps", async () => {
  const [whole, first] = [await openOnnx(task), await openOnnx(task)];
  const losses = await train(whole, 4);
  await train(first, 2);
  const state = await first.state();
  // What is done with the one changes nothing of the other.
  await train(first, 1, 2);
  const second = await openOnnx(task, { state });
  expect(await train(second, 2, 2)).toEqual(losses.slice(2));
  expect(bitsOf(await second.state())).toEqual(bitsOf(await whole.state()));
  for (const session of [whole, first, second]) await session.dispose();
});

test("logits are those of the weights of now", async () => {
  const session = await openOnnx(task);
  const batch = randomBatch(5);
  const before = await session.logitsAtLabels(batch);
  expect(await session.logitsAtLabels(batch)).toEqual(before);
  await train(session, 1);
  const after = await session.logitsAtLabels(batch);
  expect(after).not.toEqual(before);
  const other = await openOnnx(task, { state: await session.state() });
  expect(await other.logitsAtLabels(batch)).toEqual(after);
  expect(await session.logitsAtLabels(randomBatch(5, { points: 0 }))).toHaveLength(0);
  for (const each of [session, other]) await each.dispose();
});

test("images may be of several sizes, in one step too", async () => {
  const session = await openOnnx(smallTask({ config: { task: "bin_seg_3d" } }));
  const { loss } = await session.step([randomBatch(1), randomBatch(2, { size: 12 }), randomBatch(3)], 1e-2);
  expect(loss).toBeGreaterThan(0);
  await session.dispose();
});

describe("a step that must not be taken up", () => {
  test("with a loss that is not finite leaves the state, and says so", async () => {
    const session = await openOnnx(task);
    await train(session, 1);
    const before = bitsOf(await session.state());
    const [first, second] = randomBatches(2) as [ReturnType<typeof randomBatch>, ReturnType<typeof randomBatch>];
    const images = Float32Array.from(second.images, (value, i) => (i === 7 ? Number.NaN : value));
    expect((await session.step([first, { ...second, images }], 1e-2)).loss).toBeNaN();
    expect(bitsOf(await session.state())).toEqual(before);
    expect((await train(session, 1))[0]).toBeGreaterThan(0);
    await session.dispose();
  });

  test("with a moment whose square is beyond single precision does as well", async () => {
    const session = await openOnnx(task);
    const before = bitsOf(await session.state());
    const batch = randomBatch(1);
    const images = batch.images.map((value) => 1e12 * value);
    const { loss, numerator, denominator } = await session.step([batch, { ...batch, images }], 1e-2);
    expect([loss, Number.isFinite(numerator / denominator)]).toEqual([Number.NaN, true]);
    expect(bitsOf(await session.state())).toEqual(before);
    await session.dispose();
  });

  test.each([1e9, 3e9, 1e10, 1e11])("is the same as in plain JavaScript, of images times %d", async (scale) => {
    const batch = randomBatch(1);
    // Variances have squares of single precision up to 2e19: that of the running ones, a tenth, is finite for longer.
    const large = { ...batch, images: batch.images.map((value) => scale * value) };
    const found = [];
    for (const session of [await openOnnx(task), await openCpu(task)]) {
      const before = bitsOf(await session.state());
      const { loss } = await session.step([batch, large], 1e-2);
      if (Number.isNaN(loss)) expect(bitsOf(await session.state())).toEqual(before);
      found.push([Number.isNaN(loss), (await session.state()).step]);
      await session.dispose();
    }
    expect(found[0]).toEqual(found[1]);
    expect(found[0]).toEqual([scale > 5e9, scale > 5e9 ? 0 : 1]);
  });

  test("with a gradient whose square is beyond single precision does as well", async () => {
    const linear = smallTask({ network: "single_pixel", config: { task: "bin_seg_3d" } });
    const first = await initialState(linear, 1);
    // Of the layer before, the gradients are as large as the weights of the last one.
    const last = [...first.parameters.keys()].findLast((name) => name.endsWith("/kernel"))!;
    first.parameters.get(last)!.fill(1e22);
    const session = await openOnnx(linear, { state: first });
    const before = bitsOf(await session.state());
    const { loss, numerator, denominator } = await session.step(randomBatches(2), 1e-2);
    expect([loss, Number.isFinite(numerator / denominator)]).toEqual([Number.NaN, true]);
    expect(bitsOf(await session.state())).toEqual(before);
    await session.dispose();
  });

  test("of a wrong batch is refused, and the session works on", async () => {
    const session = await openOnnx(task);
    const before = bitsOf(await session.state());
    const batch = randomBatch(1);
    const wrong = [
      [{ ...batch, corners: batch.corners.with(17, 8) }, /\[1\]\.corners has column 8 at point 2: expected 0 to 7/],
      [{ ...batch, corners: batch.corners.with(16, -1) }, /\[1\]\.corners has row -1 at point 2: expected 0 to 7/],
      [{ ...batch, weights: batch.weights.with(4, 2) }, /\[1\]\.weights of point 1 sum to 2\.75: expected 1/],
      [{ ...batch, weights: batch.weights.with(4, Number.NaN) }, /\[1\]\.weights of point 1 sum to NaN/],
    ] as const;
    for (const [each, message] of wrong) {
      await expect(session.step([batch, each], 1e-2)).rejects.toThrow(RangeError);
      await expect(session.step([batch, each], 1e-2)).rejects.toThrow(message);
    }
    await expect(session.step([], 1e-2)).rejects.toThrow(/microBatches is empty/);
    expect(bitsOf(await session.state())).toEqual(before);
    await expect(session.step([batch], 1e-2)).resolves.toMatchObject({ denominator: expect.any(Number) });
    await session.dispose();
  });

  test("of images without a variance is refused as on other engines", async () => {
    const config = { task: "bin_seg_3d", blocks: 3 } as const;
    const unet = smallTask({ network: "unet_2d", config });
    const batch = randomBatch(1, { images: 1 });
    for (const session of [await openOnnx(unet), await openSession(unet, { engine: "cpu" })]) {
      await expect(session.step([batch], 1e-2)).rejects.toThrow(RangeError);
      await expect(session.step([batch], 1e-2)).rejects.toThrow(/has one value in each channel, of which there is no/);
      await session.dispose();
    }
  });
});

test("lets timers and messages of this thread have their turn between micro-batches", async () => {
  const session = await openOnnx(task);
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
  await session.dispose();
});

test("what is disposed of does nothing more, and its state can still be had", async () => {
  const session = await openOnnx(task);
  await train(session, 1);
  await session.logitsAtLabels(randomBatch(1));
  const before = bitsOf(await session.state());
  await session.dispose();
  await session.dispose();
  expect(bitsOf(await session.state())).toEqual(before);
  await expect(session.step(randomBatches(1), 1e-2)).rejects.toThrow(TypeError);
  await expect(session.logitsAtLabels(randomBatch(1))).rejects.toThrow(/the session is disposed/);
});
