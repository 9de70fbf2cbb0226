import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { makeDirectory } from "../../src/disk/index.ts";

const folder = fs.mkdtempSync(join(tmpdir(), "atcs-make-directory-"));
const readOnly = join(folder, "disk");
fs.mkdirSync(readOnly);
afterAll(() => fs.rmSync(folder, { recursive: true }));

// A disk that is mounted to be read, as the system tells of it.
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const mkdirSync = (path: string, options: fs.MakeDirectoryOptions): string | undefined => {
    // Another thread is faster, once the parent is there.
    if (path.endsWith("made by another") && real.existsSync(join(path, ".."))) real.mkdirSync(path);
    if (!/\/atcs-make-directory-[^/]+\/disk\/[^/]+$/.test(path)) return real.mkdirSync(path, options);
    throw Object.assign(new Error(`EROFS: read-only file system, mkdir '${path}'`), { code: "EROFS" });
  };
  return { ...real, mkdirSync };
});

describe("directories", () => {
  test("are made with those above them; those that are there stay", () => {
    const path = join(folder, "a", "b", "c");
    makeDirectory(path, 0o700);
    fs.writeFileSync(join(path, "file"), "");
    makeDirectory(path);
    expect(fs.readdirSync(path)).toEqual(["file"]);
    expect(fs.statSync(join(folder, "a")).mode & 0o777).toBe(0o700);
  });

  test("on a disk that may only be read the error says so, however many are missing", () => {
    for (const path of ["one", "one/two/three"]) {
      expect(() => makeDirectory(join(readOnly, path))).toThrow(/^EROFS: read-only file system/);
    }
    // What is there need not be made.
    makeDirectory(readOnly);
  });

  test("a file in the way is told", () => {
    fs.writeFileSync(join(folder, "file"), "");
    expect(() => makeDirectory(join(folder, "file"))).toThrow(/EEXIST/);
    expect(() => makeDirectory(join(folder, "file", "below"))).toThrow(/ENOTDIR/);
  });
});

test("what another thread makes in the same moment is there, and no error", () => {
  const directory = join(folder, "new", "made by another");
  makeDirectory(directory);
  expect(fs.statSync(directory).isDirectory()).toBe(true);
});
