import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeDirectory } from "../../src/archive/_make-directory.ts";

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return { ...original, mkdir: vi.fn(original.mkdir) };
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atcs-make-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("with those above it, at the same time too, and again", async () => {
  const path = join(root, "a", "b", "c");
  await Promise.all([makeDirectory(path), makeDirectory(path), makeDirectory(join(root, "a", "d"))]);
  await makeDirectory(path);
  expect([existsSync(path), existsSync(join(root, "a", "d"))]).toEqual([true, true]);
  await makeDirectory(".");
});

test.each(["EROFS", "ENOSPC", "EACCES"])("the real reason is told: %s", async (code) => {
  vi.mocked(fs.mkdir).mockRejectedValueOnce(Object.assign(new Error("refused"), { code }));
  await expect(makeDirectory(join(root, "a", "b"))).rejects.toMatchObject({ code });
});

test("a file in the way", async () => {
  writeFileSync(join(root, "file"), "");
  await expect(makeDirectory(join(root, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeDirectory(join(root, "file", "a"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test("links: one to a directory will do, one that leads nowhere is named", async () => {
  symlinkSync(root, join(root, "link"));
  await makeDirectory(join(root, "link", "a"));
  expect(existsSync(join(root, "a"))).toBe(true);
  const lost = join(root, "lost");
  symlinkSync(join(root, "nothing"), lost);
  for (const path of [lost, join(lost, "a", "b")]) {
    await expect(makeDirectory(path)).rejects.toThrow(`${lost} is a link that leads nowhere`);
  }
});
