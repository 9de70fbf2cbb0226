import * as fs from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { makeOutput, readIfThere, writeAtomic } from "../../../src/generate/write/atomic-file.ts";
import { temporaryFolder } from "../_support.ts";

const { mkdirSync, readdirSync, readFileSync, writeFileSync } = fs;
const folder = temporaryFolder();

// A disk that is mounted to be read, as the system tells of it.
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const mkdirSync = (path: string, options: fs.MakeDirectoryOptions): string | undefined => {
    if (!/\/read-only-disk\/[^/]+$/.test(path)) return real.mkdirSync(path, options);
    throw Object.assign(new Error(`EROFS: read-only file system, mkdir '${path}'`), { code: "EROFS" });
  };
  return { ...real, mkdirSync };
});

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

test("a disk that may only be read is told as that, not as a missing directory", async () => {
  const disk = join(folder, "read-only-disk");
  mkdirSync(disk);
  for (const out of ["dataset", "a/b/dataset"]) {
    expect(() => makeOutput(join(disk, out))).toThrow(/dataset: it cannot be written \(the file system is read-only\)/);
  }
  await expect(writeAtomic(disk, "input/0.npy", ["text"])).rejects.toThrow(/the file system is read-only/);
});
