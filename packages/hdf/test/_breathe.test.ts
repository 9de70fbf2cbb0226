import { expect, test } from "vitest";
import { breathe } from "../src/_breathe.ts";

test("timers run during work that never waits", async () => {
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 1);
  for (const end = performance.now() + 5000; !fired && performance.now() < end; ) await breathe(undefined);
  expect(fired).toBe(true);
});

test("a signal ends the work", async () => {
  const reason = new Error("enough");
  await expect(breathe(AbortSignal.abort(reason))).rejects.toBe(reason);
  const signal = AbortSignal.timeout(20);
  const work = async (): Promise<void> => {
    for (const end = performance.now() + 5000; performance.now() < end; ) await breathe(signal);
  };
  await expect(work()).rejects.toThrow("timeout");
});

test("it rarely waits", async () => {
  await breathe(undefined);
  const start = performance.now();
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  while (performance.now() - start < 120) await breathe(undefined);
  clearInterval(timer);
  expect(turns).toBeLessThanOrEqual(6);
});
