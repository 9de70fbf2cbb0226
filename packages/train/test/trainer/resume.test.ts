import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readMetrics } from "../../src/run/metrics-log.ts";
import type { TrainEvent } from "../../src/trainer/events.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { runDigests } from "../support/digest.ts";
import { localParts } from "../support/local-parts.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const dataset = join(folder, "dataset");
const whole = join(folder, "whole");
const options = { ...smallOptions, dataset, epochs: 2, checkpointEvery: 1, augment: true };
const steps: string[] = [];

/** What a training says, without times. */
const stepOf = (event: TrainEvent): string =>
  event.kind === "batch" ? `${event.epoch} ${event.batch} ${event.loss} ${event.dice}` : event.kind;

beforeAll(async () => {
  await writeSmallDataset(dataset);
  const trainer = await Trainer.createWith({ ...options, out: whole }, {}, localParts());
  await trainer.run({ onEvent: (event) => void steps.push(stepOf(event)) });
});

/** Epochs of a run without times. */
async function metricsOf(run: string): Promise<object[]> {
  const lines = await readMetrics(join(run, "metrics.jsonl"));
  return lines.map(({ epoch, step, learningRate, train, val, best }) => ({
    ...{ epoch, step, learningRate, train, val, best },
  }));
}

describe("a training that is stopped and gone on with", () => {
  test.each([...["batch 1", "batch 3", "evaluating 1", "epoch 1", "batch 5", "evaluating 4"]])(
    "at %s ends with the same files to the last byte",
    async (moment) => {
      const run = join(folder, moment.replace(" ", "-"));
      const [kind, number] = moment.split(" ");
      const control = new AbortController();
      const said: string[] = [];
      const trainer = await Trainer.createWith({ ...options, out: run }, {}, localParts());
      let seen = 0;
      const onEvent = (event: TrainEvent): void => {
        said.push(stepOf(event));
        if (event.kind === kind && ++seen === Number(number)) control.abort(new Error("enough"));
      };
      await expect(trainer.run({ signal: control.signal, onEvent })).rejects.toThrow("enough");
      const resumed = await Trainer.resumeWith(run, {}, localParts());
      await resumed.run({ onEvent: (event) => void said.push(stepOf(event)) });
      expect(runDigests(run)).toEqual(runDigests(whole));
      expect(await metricsOf(run)).toEqual(await metricsOf(whole));
      // No batch was done twice, and none left out.
      expect(said.filter((step) => /^\d/.test(step))).toEqual(steps.filter((step) => /^\d/.test(step)));
    },
  );

  test("before the first batch, without any checkpoint", async () => {
    const run = join(folder, "at-once");
    await (await Trainer.createWith({ ...options, out: run }, {}, localParts())).close();
    expect(readdirSync(join(run, "checkpoints"))).toEqual([]);
    await (await Trainer.resumeWith(run, {}, localParts())).run();
    expect(runDigests(run)).toEqual(runDigests(whole));
  });
});
