import { existsSync } from "node:fs";
import type * as files from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { readMetrics } from "../../src/run/metrics-log.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { runDigests } from "../support/digest.ts";
import { localParts } from "../support/local-parts.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

/** From this call on nothing is written any more, as if the process had been killed there. */
const disk = vi.hoisted(() => ({ calls: 0, end: Number.POSITIVE_INFINITY }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof files>();
  const gone = (): boolean => ++disk.calls >= disk.end;
  const error = (): Error => Object.assign(new Error("killed"), { code: "EIO" });
  const open: typeof real.open = async (path, flags, mode) => {
    if (flags !== undefined && flags !== "r" && gone()) throw error();
    return real.open(path, flags, mode);
  };
  const rename: typeof real.rename = async (from, to) => {
    if (gone()) throw error();
    return real.rename(from, to);
  };
  return { ...real, open, rename };
});

const folder = temporaryFolder();
const dataset = join(folder, "dataset");
// One batch for an epoch.
const options = { ...smallOptions, dataset, batchSize: 5, microBatch: 5, epochs: 2, checkpointEvery: 1 };

/** Train from wherever it is to the end, unless the disk goes. */
async function train(out: string, end = Number.POSITIVE_INFINITY): Promise<void> {
  Object.assign(disk, { calls: 0, end });
  const isThere = existsSync(join(out, "config.json"));
  const trainer = await (isThere
    ? Trainer.resumeWith(out, {}, localParts())
    : Trainer.createWith({ ...options, out }, {}, localParts()));
  await trainer.run();
}

/** Everything of a run but times. */
async function outcome(run: string): Promise<object> {
  const metrics = await readMetrics(join(run, "metrics.jsonl"));
  return {
    files: runDigests(run),
    metrics: metrics.map(({ epoch, step, train, val, best }) => ({ epoch, step, train, val, best })),
  };
}

test("ended at any write and gone on with, a training ends with the same files to the last byte", async () => {
  await writeSmallDataset(dataset, { size: [4, 4] });
  const whole = join(folder, "whole");
  await train(whole);
  const expected = await outcome(whole);
  const { calls } = disk;
  expect(calls).toBeGreaterThan(12);
  for (let end = 1; end <= calls; end++) {
    const out = join(folder, `ended-${end}`);
    await expect(train(out, end), `write ${end}`).rejects.toThrow();
    await train(out);
    expect(await outcome(out), `write ${end}`).toEqual(expected);
  }
}, 60_000);
