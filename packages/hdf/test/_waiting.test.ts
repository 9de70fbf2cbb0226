import { expect, test } from "vitest";
import { Waiting } from "../src/_waiting.ts";

const never = new Promise<number>(() => {});

test("a wait gives what the promise gives, or its error", async () => {
  const waiting = new Waiting();
  expect(await waiting.wait(Promise.resolve(5))).toBe(5);
  await expect(waiting.wait(Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("a signal ends a wait with its reason, also one that is aborted already", async () => {
  const waiting = new Waiting();
  const controller = new AbortController();
  const wait = waiting.wait(never, controller.signal);
  controller.abort(new Error("enough"));
  await expect(wait).rejects.toThrow("enough");
  await expect(waiting.wait(never, controller.signal)).rejects.toThrow("enough");
});

test("a wait that is over does not count, however it ended", async () => {
  const waiting = new Waiting();
  const controller = new AbortController();
  const aborted = waiting.wait(never, controller.signal);
  const given = waiting.wait(Promise.resolve(5));
  expect(waiting.count).toBe(2);
  await given;
  expect(waiting.count).toBe(1);
  controller.abort();
  expect(waiting.count).toBe(0);
  await expect(aborted).rejects.toThrow();
});

test("end ends all waits", async () => {
  const waiting = new Waiting();
  const waits = [waiting.wait(never), waiting.wait(never)];
  waiting.end(() => new Error("closed"));
  for (const wait of waits) await expect(wait).rejects.toThrow("closed");
});
