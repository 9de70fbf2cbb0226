import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { randomBatch, smallTask } from "../support/small-task.ts";
import { openOnnx } from "./_open.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What this process has in memory, without garbage. */
function megabytes(): number {
  collect();
  return process.memoryUsage.rss() / 1e6;
}

test("200 steps with other numbers of points, and predictions between them, need no more memory than 40 do", async () => {
  // 0.3 MB of weights, of which a step makes four: what is left behind would be seen.
  const session = await openOnnx(smallTask({ network: "single_pixel", config: { task: "bin_seg_3d", maxWidth: 256 } }));
  const run = async (first: number, last: number): Promise<void> => {
    for (let i = first; i < last; i++) {
      await session.step([randomBatch(i, { points: 1 + i })], 1e-3);
      if (i % 10 === 0) await session.logitsAtLabels(randomBatch(i, { points: 1 + i }));
    }
  };
  await run(0, 40);
  const before = megabytes();
  await run(40, 240);
  expect(megabytes() - before).toBeLessThan(60);
  await session.dispose();
}, 60_000);

test("predictions of every pixel, again and again, need no more memory than a few", async () => {
  const session = await openOnnx(smallTask({ config: { baseWidth: 16, maxWidth: 16 } }));
  const images = new Float32Array(3 * 128 * 128);
  // 2.4 MB of logits each.
  const run = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await session.logitsDense(images, [1, 3, 128, 128]);
  };
  await run(10);
  const before = megabytes();
  await run(60);
  expect(megabytes() - before).toBeLessThan(50);
  await session.dispose();
}, 60_000);
