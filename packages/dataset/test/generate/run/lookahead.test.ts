import { expect, test } from "vitest";
import { Lookahead } from "../../../src/generate/run/lookahead.ts";

test("results come in order, tasks are begun ahead, and only so many", async () => {
  const begun: number[] = [];
  const ahead = new Lookahead([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    return item * 10;
  });
  expect(begun).toEqual([]);
  const first = ahead.next()!;
  expect([first.item, await first.result, begun]).toEqual([1, 10, [1, 2, 3]]);
  expect(await ahead.next()!.result).toBe(20);
  expect(begun).toEqual([1, 2, 3, 4]);
  expect((await ahead.drain()).map(({ item }) => item)).toEqual([3, 4]);
  expect(await ahead.next()?.result).toBe(50);
  expect(ahead.next()).toBeUndefined();
});

test("a failure is told to whoever takes it, and to nobody else", async () => {
  const ahead = new Lookahead([1, 2], 2, async (item) => {
    if (item === 2) throw new Error("failed");
    return item;
  });
  await ahead.next()?.result;
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(ahead.next()?.result).rejects.toThrow("failed");
});
