import { expect, test } from "vitest";
import { TransientError, withRetry } from "../../../src/download/http/retry.ts";

const settings = { attempts: 4, minDelayMs: 4, maxDelayMs: 10, random: () => 0.5 };
const never = new AbortController().signal;

/** How long is waited between attempts that all fail. */
async function delays(error: Error, task: (progressed: () => void, count: number) => void = () => {}) {
  const waited: number[] = [];
  let count = 0;
  const run = withRetry(
    async (progressed) => {
      task(progressed, ++count);
      throw error;
    },
    settings,
    never,
    (_, delayMs) => waited.push(delayMs),
  );
  await expect(run).rejects.toBe(error);
  return waited;
}

test("waits are doubled, up to the longest, and a part of each is drawn", async () => {
  expect(await delays(new TransientError("x"))).toEqual([3, 6, 7.5]);
});

test("who gets somewhere begins to count again", async () => {
  const waited = await delays(new TransientError("x"), (progressed, count) => {
    if (count === 3) progressed();
  });
  expect(waited).toEqual([3, 6, 3, 6, 7.5]);
});

test("a server decides how long, and an error how often", async () => {
  expect(await delays(new TransientError("x", { retryAfterMs: 1 }))).toEqual([1, 1, 1]);
  expect(await delays(new TransientError("x", { attempts: 2 }))).toEqual([3]);
});

test("other errors end it at once, and so does an abort", async () => {
  expect(await delays(new Error("x"))).toEqual([]);
  const controller = new AbortController();
  const run = withRetry(
    async () => {
      throw new TransientError("x");
    },
    { ...settings, minDelayMs: 60_000, maxDelayMs: 60_000 },
    controller.signal,
    () => controller.abort(new Error("enough")),
  );
  await expect(run).rejects.toThrow();
});
