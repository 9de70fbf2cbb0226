import { expect, test } from "vitest";
import { PendingWrites } from "../../src/granules/_pending-writes.ts";

const mebibyte = 2 ** 20;

test("writes run side by side up to 64 MiB", async () => {
  const pending = new PendingWrites();
  const ends: (() => void)[] = [];
  const add = (): Promise<void> => pending.add(20 * mebibyte, () => new Promise((resolve) => ends.push(resolve)));
  await add();
  await add();
  await add();
  let fourth = false;
  const adding = add().then(() => {
    fourth = true;
  });
  await new Promise(setImmediate);
  expect([ends.length, fourth]).toEqual([3, false]);
  ends[0]!();
  await adding;
  expect(ends).toHaveLength(4);
  for (const end of ends) end();
  await pending.finish();
});

test("what is larger than that goes alone", async () => {
  const pending = new PendingWrites();
  let done = 0;
  for (let i = 0; i < 3; i++) {
    await pending.add(100 * mebibyte, async () => {
      await new Promise(setImmediate);
      expect(done++).toBe(i);
    });
  }
  await pending.finish();
  expect(done).toBe(3);
});

test("an error is told when its turn has come, and is not unhandled before", async () => {
  const pending = new PendingWrites();
  await pending.add(1, () => Promise.reject(new Error("disk full")));
  await pending.add(1, async () => {});
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(pending.finish()).rejects.toThrow("disk full");
});
