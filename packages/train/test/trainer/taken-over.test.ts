import { join } from "node:path";
import type * as disk from "@atcs/icare-fetch/disk";
import { beforeAll, expect, test, vi } from "vitest";
import { TrainError } from "../../src/errors.ts";
import { readMetrics } from "../../src/run/metrics-log.ts";
import type { TrainEvent } from "../../src/trainer/events.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { digest } from "../support/digest.ts";
import { localParts } from "../support/local-parts.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const dataset = join(folder, "dataset");
const taken = vi.hoisted(() => ({ by: new AbortController() }));

// Another computer takes the lock over when the test says so.
vi.mock("@atcs/icare-fetch/disk", async (original) => ({
  ...(await original<typeof disk>()),
  takeLock: async () => ({ lost: taken.by.signal, release: () => {} }),
}));

beforeAll(async () => void (await writeSmallDataset(dataset)));

test.each(["batch", "evaluating"])("a run that was taken over at %s is written to no more", async (kind) => {
  taken.by = new AbortController();
  const out = join(folder, kind);
  const last = join(out, "checkpoints/last.safetensors");
  const reason = new TrainError("TRAIN_IN_USE", "another process took the run over");
  const trainer = await Trainer.createWith({ ...smallOptions, dataset, out }, {}, localParts());
  let before = "";
  const onEvent = (event: TrainEvent): void => {
    if (event.kind !== kind || !("epoch" in event) || event.epoch !== 2 || taken.by.signal.aborted) return;
    before = digest(last);
    taken.by.abort(reason);
  };
  await expect(trainer.run({ onEvent, checkpointSeconds: 0 })).rejects.toBe(reason);
  expect(digest(last)).toBe(before);
  expect(await readMetrics(join(out, "metrics.jsonl"))).toHaveLength(1);
});
