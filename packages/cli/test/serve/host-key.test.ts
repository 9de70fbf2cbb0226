import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHostKey } from "@atcs/simulator";
import { afterAll, expect, test } from "vitest";
import { readHostKey } from "../../src/serve/host-key.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-host-key-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("is made on first use, for its owner alone, and used again", async () => {
  const path = join(folder, "key");
  const key = await readHostKey(path, createHostKey);
  expect(readFileSync(path, "utf8")).toBe(key);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await readHostKey(path, createHostKey)).toBe(key);
  expect(createHostKey(key).fingerprint).toMatch(/^SHA256:/);
});

test("what is no key is not written over", async () => {
  const path = join(folder, "notes");
  writeFileSync(path, "notes");
  await expect(readHostKey(path, createHostKey)).rejects.toMatchObject({
    message: `${path}: holds no private key`,
    code: "HOST_KEY",
    file: path,
  });
  expect(readFileSync(path, "utf8")).toBe("notes");
});

test("a place that cannot be written or read", async () => {
  await expect(readHostKey(join(folder, "no/key"), createHostKey)).rejects.toThrow(/cannot be written \(ENOENT\)/);
  await expect(readHostKey(folder, createHostKey)).rejects.toThrow(/cannot be read \(EISDIR\)/);
});
