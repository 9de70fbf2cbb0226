import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLimiter } from "../../src/session/limiter.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("transfers are together no faster than allowed, but for a short burst", async () => {
  const limiter = createLimiter(1000, () => Date.now());
  const begin = Date.now();
  const transfer = async () => {
    for (let i = 0; i < 20; i++) await limiter.take(100);
  };
  const both = Promise.all([transfer(), transfer()]);
  await vi.runAllTimersAsync();
  await both;
  // 4000 bytes at 1000 a second, less a quarter of a second.
  expect(Date.now() - begin).toBeGreaterThanOrEqual(3740);
  expect(Date.now() - begin).toBeLessThanOrEqual(3800);
});

test("a pause is not made up for by a long burst", async () => {
  const limiter = createLimiter(1000, () => Date.now());
  await limiter.take(1);
  await vi.advanceTimersByTimeAsync(60_000);
  const begin = Date.now();
  const all = (async () => {
    for (let i = 0; i < 10; i++) await limiter.take(100);
  })();
  await vi.runAllTimersAsync();
  await all;
  expect(Date.now() - begin).toBeGreaterThanOrEqual(740);
});

test("no limit waits for nothing but hears the signal", async () => {
  const limiter = createLimiter(Number.POSITIVE_INFINITY);
  await limiter.take(1e12);
  await expect(limiter.take(1, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});

test("an abort ends the wait", async () => {
  const limiter = createLimiter(1, () => Date.now());
  const abort = new AbortController();
  const taking = expect(limiter.take(1000, abort.signal)).rejects.toThrow("enough");
  await vi.advanceTimersByTimeAsync(10);
  abort.abort(new Error("enough"));
  await taking;
});

test.each([0, -1, Number.NaN, "1000" as never])("%j bytes a second are refused", (bytesPerSecond) => {
  expect(() => createLimiter(bytesPerSecond)).toThrow(RangeError);
});
