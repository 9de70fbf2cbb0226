import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLimited } from "../../src/evaluate/read-file.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
writeFileSync(at("file"), "12345678");
symlinkSync(at("file"), at("link"));
symlinkSync(at("loop"), at("loop"));
mkdirSync(at("directory"));

const read = (name: string, options: { mostBytes?: number; followLinks?: boolean } = {}) =>
  readLimited(at(name), { mostBytes: 8, followLinks: false, ...options });
const refused = (message: RegExp) => ({ code: "TRAIN_SUBMISSION", message: expect.stringMatching(message) });

test("a file is read into memory of its own", async () => {
  const bytes = await read("file");
  expect(Buffer.from(bytes).toString()).toBe("12345678");
  expect(bytes.byteOffset).toBe(0);
  expect(Buffer.from(await read("link", { followLinks: true })).toString()).toBe("12345678");
});

test("what is too large, a link or no file is refused", async () => {
  await expect(read("file", { mostBytes: 7 })).rejects.toMatchObject(refused(/it has 8 bytes: expected at most 7/));
  await expect(read("link")).rejects.toMatchObject(refused(/it is a symbolic link/));
  await expect(read("loop", { followLinks: true })).rejects.toMatchObject(refused(/it is a symbolic link/));
  await expect(read("directory")).rejects.toMatchObject(refused(/it is a directory/));
  await expect(read("none")).rejects.toMatchObject(refused(/it is missing/));
  await expect(read("file/below")).rejects.toMatchObject(refused(/it is missing/));
});

test.skipIf(process.platform === "win32")("a pipe is not waited for", async () => {
  expect(spawnSync("mkfifo", [at("pipe")]).status).toBe(0);
  await expect(read("pipe")).rejects.toMatchObject(refused(/it is no plain file/));
});
