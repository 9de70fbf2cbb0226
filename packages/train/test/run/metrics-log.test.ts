import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appendMetrics, cutMetrics, readMetrics } from "../../src/run/metrics-log.ts";
import type { EpochMetrics } from "../../src/trainer/events.ts";
import { temporaryFolder } from "../support/temporary.ts";

const file = join(temporaryFolder(), "metrics.jsonl");

const metrics = (epoch: number): EpochMetrics => ({
  ...{ epoch, step: 10 * epoch, learningRate: 1e-3, train: { loss: 0.5, dice: null } },
  ...{ val: null, best: false, seconds: 1.5, imagesPerSecond: 3, waiting: 0.01, memory: 1e9 },
});

test("lines are added and read; none are there before the first", async () => {
  expect(await readMetrics(file)).toEqual([]);
  await cutMetrics(file, 5);
  for (const epoch of [1, 2, 3]) await appendMetrics(file, metrics(epoch));
  expect(await readMetrics(file)).toEqual([1, 2, 3].map(metrics));
});

test("later epochs are cut off, and a line that a process was killed in", async () => {
  appendFileSync(file, '{"epoch": 4, "st');
  expect(await readMetrics(file)).toEqual([1, 2, 3].map(metrics));
  await cutMetrics(file, 3);
  expect(readFileSync(file, "utf8").endsWith("}\n")).toBe(true);
  await cutMetrics(file, 1);
  await appendMetrics(file, metrics(2));
  expect(await readMetrics(file)).toEqual([1, 2].map(metrics));
});

test.each(["{", "5", "null", '{"epoch": "1"}', ""])("a damaged line is named: %s", async (line) => {
  writeFileSync(file, `${JSON.stringify(metrics(1))}\n${line}\n${JSON.stringify(metrics(3))}\n`);
  await expect(readMetrics(file)).rejects.toThrow(
    expect.objectContaining({
      code: "TRAIN_RUN",
      message: `${file}: line 2 is damaged: expected the metrics of an epoch as JSON; remove the line: only reports miss it`,
    }),
  );
});
