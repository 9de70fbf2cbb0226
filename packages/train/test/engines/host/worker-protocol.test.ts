import { expect, test } from "vitest";
import { EngineFailure } from "../../../src/engines/failure.ts";
import { fromPlainError, givenAway, memoryOf, toPlainError } from "../../../src/engines/host/worker-protocol.ts";
import { isTrainError, TrainError } from "../../../src/errors.ts";
import { randomBatch } from "../support/small-task.ts";

test("of the caller's arrays, copies of no more than they are go along", () => {
  const batch = randomBatch(1);
  const larger = new Float32Array(1000);
  const images = larger.subarray(10, 10 + batch.images.length);
  images.set(batch.images);
  const { message, transfer } = givenAway({ kind: "gradients", batch: { ...batch, images } });
  const sent = structuredClone(message, { transfer });
  expect(sent).toEqual({ kind: "gradients", batch });
  expect(transfer).toHaveLength(5);
  expect(larger).toHaveLength(1000);
  expect(batch.corners).toHaveLength(40);
  expect(sent.kind === "gradients" && sent.batch.images.buffer.byteLength).toBe(batch.images.byteLength);
});

test("memory that threads share is not copied", () => {
  const images = new Float32Array(new SharedArrayBuffer(4 * 3 * 64));
  const { message, transfer } = givenAway({ kind: "dense", images, shape: [1, 3, 8, 8] });
  expect(transfer).toEqual([]);
  expect(message).toEqual({ kind: "dense", images, shape: [1, 3, 8, 8] });
  expect(message.kind === "dense" && message.images.buffer).toBe(images.buffer);
});

test("answers give all of their arrays away", () => {
  const numbers = (length: number) => new Float32Array(length);
  const gradients = { numerator: numbers(3), denominator: numbers(3), smoothness: undefined };
  const sums = { numerator: 1, denominator: 2, smoothnessNumerator: 0, smoothnessDenominator: 0 };
  const answer = { kind: "gradients", result: { gradients, sums, moments: numbers(2), logits: numbers(5) } } as const;
  expect(memoryOf(answer).map(({ byteLength }) => byteLength)).toEqual([12, 12, 8, 20]);
  expect(memoryOf({ kind: "ready", device: "" })).toEqual([]);
});

test.each([
  new RangeError("corners"),
  new EngineFailure("memory", "full"),
  new EngineFailure("lost", "gone"),
  new TrainError("TRAIN_ENGINE", "none"),
])("%s comes back as it was", (error) => {
  const back = fromPlainError(structuredClone(toPlainError(error)));
  expect(back).toBeInstanceOf(error.constructor);
  expect(back.message).toBe(error.message);
  if (error instanceof EngineFailure) expect(back).toMatchObject({ kind: error.kind });
  expect(isTrainError(back, "TRAIN_ENGINE")).toBe(isTrainError(error));
});
