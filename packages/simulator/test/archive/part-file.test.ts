import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPartFile } from "../../src/archive/_part-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-part-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

test("a file appears when it is complete; what was not written is zero", async () => {
  const file = await createPartFile(join(folder, "a"), "mark", 1);
  await file.write(4, bytes("56"));
  await file.write(0, bytes("12"));
  expect(readdirSync(folder)).toEqual(["a.mark.part"]);
  await file.finish();
  await file.abort?.();
  expect(readdirSync(folder)).toEqual(["a"]);
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("12\0\x0056");
  expect(file.bytes).toBe(6);
});

test("a file that shall end too early", async () => {
  const file = await createPartFile(join(folder, "a"), "mark", 0.55);
  await file.write(0, bytes("0123456789"));
  await file.finish();
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("01234");
  expect(file.bytes).toBe(5);
});

test("giving up leaves nothing", async () => {
  const file = await createPartFile(join(folder, "a"), "mark", 1);
  await file.write(0, bytes("0"));
  await file.abort();
  await file.abort();
  expect(readdirSync(folder)).toEqual([]);
});
