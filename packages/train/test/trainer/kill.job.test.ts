import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { EngineName } from "../../src/engines/types.ts";
import { runDigests } from "../support/digest.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const script = fileURLToPath(new URL("_train.mjs", import.meta.url));
const entry = new URL("../../dist/index.js", import.meta.url).href;
const options = { ...smallOptions, dataset: join(folder, "dataset"), epochs: 2, augment: true };

/**
 * Train until the end, or until it is killed.
 * @param batches after so many it is killed
 */
async function train(engine: EngineName, out: string, batches = Number.POSITIVE_INFINITY): Promise<void> {
  const child = spawn(process.execPath, [script, JSON.stringify(entry), JSON.stringify({ ...options, engine, out })], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
    if (text.split("batch\n").length > batches) child.kill("SIGKILL");
  });
  // It may be faster than the kill: then it has come to its end.
  const [code] = await once(child, "close");
  expect([0, null]).toContain(code);
}

test.each(["cpu", "onnx"] as const)(
  "on %s, killed and gone on with, a training ends with the same files to the last byte",
  async (engine) => {
    if (!existsSync(options.dataset)) await writeSmallDataset(options.dataset);
    const [whole, killed] = [join(folder, `${engine}-whole`), join(folder, `${engine}-killed`)];
    await train(engine, whole);
    await train(engine, killed, 2);
    expect(existsSync(join(killed, "config.json"))).toBe(true);
    await train(engine, killed);
    expect(runDigests(killed)).toEqual(runDigests(whole));
  },
  240_000,
);
