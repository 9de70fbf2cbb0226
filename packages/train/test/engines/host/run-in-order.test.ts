import fc from "fast-check";
import { expect, test } from "vitest";
import { runInOrder } from "../../../src/engines/host/run-in-order.ts";

test("results are taken in the order of the jobs, whatever the order of their ends", async () => {
  const schedule = fc.record({
    scheduler: fc.scheduler(),
    computers: fc.integer({ min: 1, max: 4 }),
    count: fc.nat(9),
  });
  await fc.assert(
    fc.asyncProperty(schedule, async ({ scheduler, computers, count }) => {
      const taken: number[] = [];
      const busy = new Set<number>();
      const run = runInOrder({
        computers: [...Array(computers).keys()],
        count,
        compute: async (computer, job) => {
          expect(busy.has(computer)).toBe(false);
          busy.add(computer);
          const result = await scheduler.schedule(Promise.resolve(10 * job));
          busy.delete(computer);
          return result;
        },
        take: (result, job) => {
          expect(result).toBe(10 * job);
          taken.push(job);
        },
      });
      await scheduler.waitFor(run);
      expect(taken).toEqual([...Array(count).keys()]);
    }),
    { numRuns: 50 },
  );
});

test("a computer that is free takes the next job", async () => {
  const done: [string, number][] = [];
  let release = (): void => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  await runInOrder({
    computers: ["slow", "fast"],
    count: 4,
    compute: async (computer, job) => {
      if (computer === "slow") await slow;
      done.push([computer, job]);
      if (job === 3) release();
    },
    take: () => {},
  });
  expect(done).toEqual([
    ["fast", 1],
    ["fast", 2],
    ["fast", 3],
    ["slow", 0],
  ]);
});

test("of several errors the first job's is thrown, once all that was begun has ended, and nothing more is begun", async () => {
  const ended: number[] = [];
  const begun: number[] = [];
  let release = (): void => {};
  const wait = new Promise<void>((resolve) => {
    release = resolve;
  });
  const run = runInOrder({
    computers: ["a", "b", "c"],
    count: 9,
    compute: async (_, job) => {
      begun.push(job);
      if (job === 1) throw new Error("job 1");
      await wait;
      ended.push(job);
      if (job === 0) throw new Error("job 0");
    },
    take: () => expect.unreachable("a job before it failed"),
  });
  let isSettled = false;
  run.catch(() => {
    isSettled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSettled).toBe(false);
  release();
  await expect(run).rejects.toThrow("job 0");
  expect(ended).toEqual([0, 2]);
  expect(begun).toEqual([0, 1, 2]);
});

test("computers run no more than two jobs each ahead of what is taken", async () => {
  const [computers, count] = [3, 20];
  let release = (): void => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const begun: number[] = [];
  const taken: number[] = [];
  const run = runInOrder({
    computers: [...Array(computers).keys()],
    count,
    compute: async (_, job) => {
      begun.push(job);
      if (job === 0) await slow;
    },
    take: (_, job) => {
      taken.push(job);
      expect(begun.length - taken.length).toBeLessThan(2 * computers);
    },
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  release();
  await run;
  expect(taken).toEqual([...Array(count).keys()]);
});

test("an error ends also those that wait for a slow one", async () => {
  let fail = (): void => {};
  const slow = new Promise<void>((_, reject) => {
    fail = () => reject(new Error("job 0"));
  });
  const compute = async (_: string, job: number): Promise<void> => (job === 0 ? slow : undefined);
  const run = runInOrder({ computers: ["a", "b"], count: 9, compute, take: () => {} });
  await new Promise((resolve) => setImmediate(resolve));
  fail();
  await expect(run).rejects.toThrow("job 0");
});
