import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const script = fileURLToPath(new URL("_train.mjs", import.meta.url));
const entry = new URL("../../dist/index.js", import.meta.url).href;
const options = {
  ...smallOptions,
  dataset: join(folder, "dataset"),
  engine: "wasm",
  batchSize: 5,
  epochs: 1,
  loaderWorkers: 1,
};

/** The last checkpoint of a training. */
async function train(workers: number): Promise<Buffer> {
  const out = join(folder, `workers-${workers}`);
  const words = [JSON.stringify(entry), JSON.stringify({ ...options, out, workers })];
  await promisify(execFile)(process.execPath, [script, ...words]);
  const environment = JSON.parse(readFileSync(join(out, "environment.json"), "utf8"));
  expect(environment).toEqual([expect.objectContaining({ engine: "wasm", workers })]);
  return readFileSync(join(out, "checkpoints/last.safetensors"));
}

test("1 and 3 worker threads give the same training to the last byte", async () => {
  await writeSmallDataset(options.dataset);
  const one = await train(1);
  expect((await train(3)).equals(one)).toBe(true);
}, 240_000);
