import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readIfThere, writeAtomic } from "../../../src/generate/write/atomic-file.ts";
import { temporaryFolder } from "../_support.ts";

const folder = temporaryFolder();

test("a file of several pieces, in directories that are made; one that is there is replaced", async () => {
  await writeAtomic(folder, "a/b/c.txt", ["old"]);
  await writeAtomic(folder, "a/b/c.txt", ["né", new Uint8Array([119])]);
  expect(readFileSync(join(folder, "a/b/c.txt"), "utf8")).toBe("néw");
  expect(readdirSync(join(folder, ".partial"))).toEqual([]);
  expect(await readIfThere(join(folder, "a/b/c.txt"))).toBe("néw");
  expect(await readIfThere(join(folder, "a/b/d.txt"))).toBeUndefined();
});

test("what cannot be written is an error that names the file, and leaves nothing behind", async () => {
  mkdirSync(join(folder, "directory"));
  writeFileSync(join(folder, "directory/full"), "");
  await expect(writeAtomic(folder, "directory", ["text"])).rejects.toMatchObject({
    code: "DATASET_WRITE",
    file: join(folder, "directory"),
  });
  writeFileSync(join(folder, "file"), "");
  await expect(writeAtomic(folder, "file/below", ["text"])).rejects.toThrow(/cannot be written/);
  expect(readdirSync(join(folder, ".partial"))).toEqual([]);
});
