import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@atcs/colocate";
import { expect, test } from "vitest";
import { readMetrics } from "../../src/run/metrics-log.ts";
import { runDigests } from "../support/digest.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const script = fileURLToPath(new URL("_train.mjs", import.meta.url));
const entry = new URL("../../dist/index.js", import.meta.url).href;
const options = { ...smallOptions, dataset: join(folder, "dataset"), epochs: 6, engine: "cpu", augment: true };

/** A moment: so many words of a training, and milliseconds after the last of them. */
interface Moment {
  readonly words: number;
  readonly ms: number;
}

/**
 * Train until the end, or until it is killed.
 * @returns whether it came to its end
 */
async function train(out: string, killAt?: Moment): Promise<boolean> {
  const child = spawn(process.execPath, [script, JSON.stringify(entry), JSON.stringify({ ...options, out })], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaint = "";
  let words = 0;
  child.stderr.on("data", (data) => {
    complaint += data;
  });
  child.stdout.on("data", (data) => {
    const before = words;
    words += String(data).split("\n").length - 1;
    if (killAt === undefined || before >= killAt.words || words < killAt.words) return;
    setTimeout(() => child.kill("SIGKILL"), killAt.ms);
  });
  const [code] = await once(child, "close");
  if (code !== 0 && code !== null) throw new Error(complaint);
  return code === 0;
}

/** Everything of a run but times. */
async function outcome(run: string): Promise<object> {
  const metrics = await readMetrics(join(run, "metrics.jsonl"));
  return {
    files: runDigests(run),
    metrics: metrics.map(({ epoch, step, train, val, best }) => ({ epoch, step, train, val, best })),
  };
}

test("killed at random moments and gone on with, a training ends with the same files to the last byte", async () => {
  await writeSmallDataset(options.dataset);
  const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
  expect(await train(whole)).toBe(true);
  const random = seededRandom(8, "kill");
  // Three batches an epoch; what is behind the last checkpoint is done again.
  for (let kill = 0; kill < 4; kill++) {
    expect(await train(killed, { words: 1 + Math.floor(4 * random()), ms: 60 * random() })).toBe(false);
    expect(existsSync(join(killed, "config.json"))).toBe(true);
  }
  await train(killed);
  expect(await outcome(killed)).toEqual(await outcome(whole));
  expect(readdirSync(killed).sort()).toEqual(readdirSync(whole).sort());
}, 240_000);
