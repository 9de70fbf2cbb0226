// What other programs and the disk do while a model is saved.

import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel } from "../../src/model/create-model.ts";
import type { Network } from "../../src/model/network.ts";
import { fileSystem } from "../../src/node/file-system.ts";
import { loadModel } from "../../src/saved/load-model.ts";
import { saveModel } from "../../src/saved/save-model.ts";
import { bitsOf } from "../saved/_networks.ts";

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof import("node:fs/promises")>();
  return { ...original, open: vi.fn(original.open), rename: vi.fn(original.rename) };
});
const real = await vi.importActual<typeof import("node:fs/promises")>("node:fs/promises");

let parent: string;
let directory: string;
let file: string;

beforeEach(async () => {
  await useBackend("cpu");
  parent = mkdtempSync(join(tmpdir(), "atcs-models-"));
  directory = join(parent, "run");
  file = join(directory, "model.json");
});

afterEach(() => {
  vi.mocked(open).mockImplementation(real.open);
  vi.mocked(rename).mockImplementation(real.rename);
  rmSync(parent, { recursive: true, force: true });
});

const small = (seed: number): Network =>
  createModel("single_pixel", { channels: 2, task: "bin_seg_2d", maxWidth: 3, seed });
const weightsOf = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith(".bin"));

/** Do it right after model.json has its name. */
function afterModelJson(action: () => void): void {
  vi.mocked(rename).mockImplementation(async (from, to) => {
    await real.rename(from, to);
    if (to === file) action();
  });
}

describe("a model.json that is there", () => {
  test.skipIf(process.platform === "win32")("a pipe is not waited for, but replaced", async () => {
    mkdirSync(directory);
    execFileSync("mkfifo", [file]);
    await saveModel(small(1), fileSystem(directory));
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(1)));
  });

  test("of enormous size is not read, but replaced", async () => {
    mkdirSync(directory);
    // Without blocks on the disk, so that it costs nothing here.
    writeFileSync(file, "");
    truncateSync(file, 2 ** 36);
    await saveModel(small(1), fileSystem(directory));
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(1)));
  });
});

describe("a rename that fails", () => {
  const refused = Object.assign(new Error("refused"), { code: "EIO" });

  test("although it is done: the weights stay, for model.json cannot be read either", async () => {
    afterModelJson(() => {
      vi.mocked(open).mockRejectedValue(refused);
      throw refused;
    });
    await expect(saveModel(small(1), fileSystem(directory))).rejects.toMatchObject({ code: "MODEL_IO", file });
    vi.mocked(open).mockImplementation(real.open);
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(1)));
  });

  test.each(["no model.json", "another one"])("of %s: the new weights go", async (which) => {
    if (which === "another one") await saveModel(small(1), fileSystem(directory));
    const kept = existsSync(directory) ? readdirSync(directory) : [];
    vi.mocked(rename).mockImplementation(async (from, to) => {
      if (to === file) throw refused;
      await real.rename(from, to);
    });
    await expect(saveModel(small(2), fileSystem(directory))).rejects.toMatchObject({ code: "MODEL_IO", file });
    expect(readdirSync(directory)).toEqual(kept);
  });
});

describe("weights that are gone when model.json is written", () => {
  test("are MODEL_IO", async () => {
    afterModelJson(() => {
      for (const name of weightsOf(directory)) rmSync(join(directory, name));
    });
    await expect(saveModel(small(1), fileSystem(directory))).rejects.toMatchObject({
      code: "MODEL_IO",
      file: expect.stringMatching(/weights-[\da-f-]+\.bin$/),
      message: expect.stringContaining("something removed it while the model was saved"),
    });
  });

  test("are no matter if another process has saved its model since", async () => {
    const other = join(parent, "other");
    await saveModel(small(2), fileSystem(other));
    afterModelJson(() => {
      for (const name of weightsOf(directory)) rmSync(join(directory, name));
      for (const name of readdirSync(other)) writeFileSync(join(directory, name), readFileSync(join(other, name)));
    });
    await saveModel(small(1), fileSystem(directory));
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(small(2)));
  });
});
