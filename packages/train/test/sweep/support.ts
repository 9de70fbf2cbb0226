import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatRunConfig } from "../../src/config/run-config-file.ts";
import type { SweepParts } from "../../src/sweep/sweep-parts.ts";
import type { SweepOptions } from "../../src/sweep/types.ts";
import type { EpochMetrics } from "../../src/trainer/events.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { localParts } from "../support/local-parts.ts";
import { smallConfig } from "../support/run-config.ts";
import { smallOptions } from "../support/small-dataset.ts";

const { seed: _seed, ...options } = smallOptions;

/** Four runs on the small dataset. */
export const smallSweep: Omit<SweepOptions, "dataset"> = {
  options: { ...options, epochs: 2 },
  angles: [1, 4],
  seeds: [0, 1],
};

/** The trainer, in plain JavaScript in this thread. */
export const cpuSweepParts: SweepParts = {
  create: (options, start) => Trainer.createWith(options, start, localParts()),
  resume: (run, options) => Trainer.resumeWith(run, options, localParts()),
  writeReport: async () => {},
};

/** A run directory that looks complete. */
export function writeRun(run: string, dices: readonly (number | null)[], fingerprint = "ab12"): void {
  mkdirSync(run, { recursive: true });
  const dataset = { ...smallConfig.dataset, fingerprint };
  writeFileSync(join(run, "config.json"), formatRunConfig({ ...smallConfig, dataset }));
  const lines = dices.map((dice, i) => `${JSON.stringify(metricsOf(i + 1, dice, dices))}\n`);
  writeFileSync(join(run, "metrics.jsonl"), lines.join(""));
}

function metricsOf(epoch: number, dice: number | null, all: readonly (number | null)[]): EpochMetrics {
  const before = all.slice(0, epoch - 1).map((value) => value ?? -1);
  const scores = { dice, cloud_mask_accuracy: 0.75, tp: 12 };
  return {
    ...{ epoch, step: epoch, learningRate: 1e-3, train: { loss: 1, dice: null }, val: { loss: 1, dice, scores } },
    ...{ best: dice !== null && before.every((value) => dice > value), seconds: 2 },
    ...{ imagesPerSecond: 1, waiting: 0, memory: 1 },
  };
}
