import { expect, test } from "vitest";
import { Feed } from "../../src/data/feed.ts";

test("time is counted that is waited, and not that in which batches are used", async () => {
  let now = 100;
  async function* batches(): AsyncGenerator<number> {
    for (const each of [1, 2, 3]) {
      now += 10;
      yield each;
    }
    now += 1;
  }
  const feed = new Feed(batches(), () => now);
  const seen: [number, number][] = [];
  for await (const batch of feed) {
    seen.push([batch, feed.waitingSeconds]);
    now += 1000;
  }
  expect(seen).toEqual([
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
  expect(feed.waitingSeconds).toBe(31);
});

test("who has enough ends the batches", async () => {
  let ended = false;
  async function* batches(): AsyncGenerator<number> {
    try {
      for (;;) yield 1;
    } finally {
      ended = true;
    }
  }
  for await (const _batch of new Feed(batches(), () => 0)) break;
  expect(ended).toBe(true);
});
