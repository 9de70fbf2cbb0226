import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel } from "../../src/model/create-model.ts";
import type { Network } from "../../src/model/network.ts";
import { fileSystem } from "../../src/node/file-system.ts";
import { loadModel } from "../../src/saved/load-model.ts";
import { saveModel } from "../../src/saved/save-model.ts";
import { bitsOf } from "../saved/_networks.ts";

let parent: string;
let directory: string;

beforeEach(async () => {
  await useBackend("cpu");
  parent = mkdtempSync(join(tmpdir(), "atcs-models-"));
  directory = join(parent, "run");
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const small = (seed: number): Network =>
  createModel("single_pixel", { channels: 2, task: "bin_seg_2d", maxWidth: 3, seed });
const names = (): string[] => readdirSync(directory).sort();

/** A signal that is aborted when it is looked at for the nth time. */
function abortedAt(n: number, reason: Error): AbortSignal {
  const controller = new AbortController();
  let looks = 0;
  const { signal } = controller;
  signal.throwIfAborted = () => {
    looks += 1;
    if (looks === n) controller.abort(reason);
    AbortSignal.prototype.throwIfAborted.call(signal);
  };
  return signal;
}

/** Do it with a signal that is aborted sooner or later, and later each time. @returns how often it ended with its reason */
async function timesAborted(action: (signal: AbortSignal) => Promise<unknown>, check: () => unknown): Promise<number> {
  const reason = new Error("closed");
  for (let aborts = 0; ; aborts++) {
    const error = await action(abortedAt(aborts + 1, reason)).then(
      () => undefined,
      (e: unknown) => e,
    );
    if (error === undefined) return aborts;
    expect(error).toBe(reason);
    await check();
  }
}

test("a save that is aborted, whenever, leaves the model that was there, and no other file", async () => {
  await saveModel(small(1), fileSystem(directory));
  const kept = names();
  const aborts = await timesAborted(
    (signal) => saveModel(small(2), fileSystem(directory), { signal }),
    async () => {
      expect(names()).toEqual(kept);
      expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(1)));
    },
  );
  // At its beginning, after the weights are read, before the file of weights, in it, and after it.
  expect(aborts).toBeGreaterThanOrEqual(5);
  expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(2)));
  expect(names()).toHaveLength(2);
});

test("the first save that is aborted leaves no file, and before it begins no directory", async () => {
  const signal = AbortSignal.abort();
  await expect(saveModel(small(1), fileSystem(directory), { signal })).rejects.toBe(signal.reason);
  expect(existsSync(directory)).toBe(false);
  await timesAborted(
    (signal) => saveModel(small(1), fileSystem(directory), { signal }),
    () => expect(existsSync(directory) ? names() : []).toEqual([]),
  );
});

test("loading is aborted between files too", async () => {
  await saveModel(small(1), fileSystem(directory));
  const json = JSON.parse(readFileSync(join(directory, "model.json"), "utf8"));
  const [group] = json.weightsManifest;
  const bytes = readFileSync(join(directory, group.paths[0]));
  for (let i = 0; i < 3; i++)
    writeFileSync(join(directory, `${i}.bin`), bytes.subarray(20 * i, i < 2 ? 20 * i + 20 : undefined));
  group.paths = ["0.bin", "1.bin", "2.bin"];
  writeFileSync(join(directory, "model.json"), JSON.stringify(json));
  const aborts = await timesAborted(
    (signal) => loadModel(fileSystem(directory), { signal }),
    () => {},
  );
  // At its beginning, in each of four files, and before the network is made.
  expect(aborts).toBe(6);
});
