import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel } from "../../src/model/create-model.ts";
import type { Network } from "../../src/model/network.ts";
import { fileSystem } from "../../src/node/file-system.ts";
import { loadModel } from "../../src/saved/load-model.ts";
import { saveModel } from "../../src/saved/save-model.ts";
import { bitsOf, smallNetwork } from "../saved/_networks.ts";

let parent: string;
let directory: string;

beforeEach(async () => {
  await useBackend("cpu");
  parent = mkdtempSync(join(tmpdir(), "atcs-models-"));
  directory = join(parent, "runs", "first");
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const small = (seed: number): Network =>
  createModel("single_pixel", { channels: 2, task: "bin_seg_2d", maxWidth: 3, seed });
const names = (): string[] => readdirSync(directory).sort();
const weightsFile = (): string => join(directory, names().find((name) => name.endsWith(".bin"))!);
const readJson = () => JSON.parse(readFileSync(join(directory, "model.json"), "utf8"));

describe("saving", () => {
  test.each(["simple_conv", "unet_2d", "unet_2_1d"] as const)("%s comes back to the last bit", async (name) => {
    const network = smallNetwork(name);
    const result = await network.save(fileSystem(directory));
    expect(result.modelArtifactsInfo.weightDataBytes).toBe(4 * network.countParams());
    expect(names()).toEqual(["model.json", expect.stringMatching(/^weights-[\da-f]{16}-[\da-f]{8}\.bin$/)]);
    const loaded = await loadModel(fileSystem(directory));
    expect(loaded.name).toBe(name);
    expect(bitsOf(loaded)).toEqual(bitsOf(network));
  });

  test("replaces what was there, and clears away what killed processes left", async () => {
    await saveModel(small(1), fileSystem(directory));
    const first = weightsFile();
    const leftovers = [
      "weights-0123456789abcdef-01234567.bin.0123456789ab.part",
      "weights-0123456789abcdef-01234567.bin",
      "model.json.ffffffffffff.part",
    ];
    const young = ["model.json.0123456789ab.part", "weights-0123456789abcdef-89abcdef.bin"];
    const longAgo = Date.now() / 1000 - 4000;
    for (const name of [...leftovers, "notes.txt", "weights-mine.bin", "other.part"]) {
      writeFileSync(join(directory, name), "");
      utimesSync(join(directory, name), longAgo, longAgo);
    }
    // Another process may be at work on these.
    for (const name of young) writeFileSync(join(directory, name), "");
    await saveModel(small(2), fileSystem(directory));
    expect(existsSync(first)).toBe(false);
    const own = readJson().weightsManifest[0].paths[0];
    expect(names()).toEqual(["model.json", "notes.txt", "other.part", own, "weights-mine.bin", ...young].sort());
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(2)));
    // The same weights once more take a name of their own.
    await saveModel(small(2), fileSystem(directory));
    expect(names()).not.toContain(own);
    expect(names()).toContain(readJson().weightsManifest[0].paths[0]);
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(2)));
  });

  test("keeps everything of other models of tfjs", async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: "meanSquaredError" });
    await model.fit(tf.ones([1, 3]), tf.ones([1, 2]), { verbose: 0 });
    model.setUserDefinedMetadata({ a: [1] });
    await model.save(fileSystem(directory), { includeOptimizer: true });
    const loaded = await tf.loadLayersModel(fileSystem(directory));
    expect(loaded.getUserDefinedMetadata()).toEqual({ a: [1] });
    expect(loaded.loss).toBe("meanSquaredError");
    const x = tf.tensor2d([1, 2, 3], [1, 3]);
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
  });

  test("refuses a binary topology, and weights that are not as long as their list", async () => {
    const { save } = fileSystem(directory);
    await expect(save({ modelTopology: new ArrayBuffer(3) })).rejects.toThrow("the topology of the model is binary");
    const weightSpecs = [{ name: "a", shape: [2, 2], dtype: "float32" as const }];
    await expect(save({ weightSpecs })).rejects.toThrow("the weights of the model have 0 bytes: expected 16");
    expect(existsSync(directory)).toBe(false);
  });

  test("names the file that cannot be written, and why", async () => {
    writeFileSync(join(parent, "runs"), "");
    await expect(saveModel(small(1), fileSystem(directory))).rejects.toMatchObject({
      code: "MODEL_IO",
      file: directory,
      message: expect.stringContaining("a part of its path is a file"),
    });
    const taken = fileSystem(join(parent, "taken"));
    mkdirSync(join(taken.file, "full"), { recursive: true });
    await expect(saveModel(small(1), taken)).rejects.toMatchObject({ code: "MODEL_IO", file: taken.file });
    // Nothing incomplete stays.
    expect(readdirSync(join(parent, "taken")).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test.each(["", 3, undefined])("fileSystem(%j) is a TypeError", (given) => {
    expect(() => fileSystem(given as string)).toThrow(TypeError);
  });
});

describe("a save that is cut short", () => {
  test("leaves the former model, at every step of the way", async () => {
    await saveModel(small(1), fileSystem(directory));
    const before = readFileSync(join(directory, "model.json"));
    const weightsBefore = readFileSync(weightsFile());
    const nameBefore = weightsFile();
    await saveModel(small(2), fileSystem(directory));
    const after = {
      json: readFileSync(join(directory, "model.json")),
      weights: readFileSync(weightsFile()),
      name: weightsFile(),
    };
    // Each state that the disk can be in, one after another, beginning with the old model alone.
    const steps: [() => void, number][] = [
      [
        () => {
          rmSync(directory, { recursive: true });
          mkdirSync(directory);
          writeFileSync(nameBefore, weightsBefore);
          writeFileSync(join(directory, "model.json"), before);
        },
        1,
      ],
      [() => writeFileSync(`${after.name}.0123456789ab.part`, after.weights.subarray(0, 7)), 1],
      [() => writeFileSync(after.name, after.weights), 1],
      [() => writeFileSync(join(directory, "model.json.0123456789ab.part"), after.json.subarray(0, 20)), 1],
      [() => writeFileSync(join(directory, "model.json"), after.json), 2],
      [() => rmSync(nameBefore), 2],
    ];
    for (const [step, seed] of steps) {
      step();
      expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(seed)));
    }
    const longAgo = Date.now() / 1000 - 4000;
    for (const name of names()) utimesSync(join(directory, name), longAgo, longAgo);
    await saveModel(small(3), fileSystem(directory));
    expect(names()).toHaveLength(2);
  });

  test("leaves the former model when the disk refuses", async () => {
    await saveModel(small(1), fileSystem(directory));
    const kept = names();
    // A directory that has the name of model.json.
    const [file, aside] = [join(directory, "model.json"), join(parent, "aside.json")];
    renameSync(file, aside);
    mkdirSync(join(file, "full"), { recursive: true });
    await expect(saveModel(small(2), fileSystem(directory))).rejects.toMatchObject({ code: "MODEL_IO" });
    expect(names()).toEqual(kept);
    rmSync(file, { recursive: true });
    renameSync(aside, file);
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(1)));
  });
});

describe("saves to one directory at the same time", () => {
  test("leave one whole model, and nothing of the others, by whatever path they come", async () => {
    mkdirSync(directory, { recursive: true });
    const link = join(parent, "link");
    symlinkSync(directory, link);
    const saves = [1, 2, 3, 3].map((seed, i) => saveModel(small(seed), fileSystem(i % 2 === 0 ? directory : link)));
    await Promise.all(saves);
    expect(names()).toHaveLength(2);
    const loaded = JSON.stringify(bitsOf(await loadModel(fileSystem(directory))));
    expect([1, 2, 3].map((seed) => JSON.stringify(bitsOf(small(seed))))).toContain(loaded);
  });

  test("go on after one that fails", async () => {
    const [controller, reason] = [new AbortController(), new Error("closed")];
    // It has begun by now, and waits for its turn, in which it finds the signal aborted.
    const failing = fileSystem(directory).save({ modelTopology: {} }, { signal: controller.signal });
    const others = [2, 3].map((seed) => saveModel(small(seed), fileSystem(directory)));
    controller.abort(reason);
    await expect(failing).rejects.toBe(reason);
    await Promise.all(others);
    expect(names()).toHaveLength(2);
    expect((await loadModel(fileSystem(directory))).name).toBe("single_pixel");
  });

  test("of two processes leave no model without its weights, however they overlap", async () => {
    await saveModel(small(1), fileSystem(directory));
    // What another process has done when ours begins to remove: its weights, then its model.json.
    const other = join(parent, "other");
    await saveModel(small(2), fileSystem(other));
    const theirs = readdirSync(other).find((name) => name.endsWith(".bin"))!;
    writeFileSync(join(directory, theirs), readFileSync(join(other, theirs)));
    await saveModel(small(3), fileSystem(directory));
    expect(names()).toContain(theirs);
    expect(JSON.stringify(readJson())).not.toContain(theirs);
    writeFileSync(join(directory, "model.json"), readFileSync(join(other, "model.json")));
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(2)));
  });
});

test("readers find a whole model while others are saved", async () => {
  const expected = [0, 1].map((seed) => JSON.stringify(bitsOf(small(seed))));
  await saveModel(small(0), fileSystem(directory));
  let saving = true;
  const reader = (async () => {
    let count = 0;
    for (; saving; count++) {
      const loaded = await loadModel(fileSystem(directory));
      expect(expected).toContain(JSON.stringify(bitsOf(loaded)));
      loaded.dispose();
    }
    return count;
  })();
  for (let i = 0; i < 12; i++) await saveModel(small(i % 2), fileSystem(directory));
  saving = false;
  expect(await reader).toBeGreaterThan(3);
});

test("a reader whose weights a save removes meanwhile finds the new model", async () => {
  await saveModel(small(1), fileSystem(directory));
  const read = tf.io.getModelArtifactsForJSON;
  // Between reading model.json and the weights.
  const spy = vi.spyOn(tf.io, "getModelArtifactsForJSON").mockImplementationOnce(async (...given) => {
    await saveModel(small(2), fileSystem(directory));
    return read(...given);
  });
  expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(2)));
  expect(spy).toHaveBeenCalledTimes(2);
  spy.mockRestore();
});
