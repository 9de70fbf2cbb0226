import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixturePath } from "../../../test/support/fixtures.ts";

const bin = fileURLToPath(new URL("../bin/atcs.js", import.meta.url));
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/```console\n\$ atcs (.*)\n([^`]*)```/g)].map(([, command, output]) => ({
  command: command!,
  output: output!,
}));

// A folder that looks like fixtures/granules, for the examples to write into.
const root = mkdtempSync(join(tmpdir(), "atcs-readme-"));
const folder = join(root, "granules");

beforeAll(() => {
  mkdirSync(folder);
  symlinkSync(fixturePath("hdf4"), join(root, "hdf4"));
  for (const name of readdirSync(fixturePath("granules")))
    symlinkSync(fixturePath(`granules/${name}`), join(folder, name));
});
afterAll(() => rmSync(root, { recursive: true }));

// Not of serve, which does not end, nor of fetch, which needs an account.
test("there are examples of all commands", () => {
  expect(new Set(examples.map(({ command }) => command.split(" ")[0]))).toEqual(
    new Set(["inspect", "dump", "colocate", "simulate"]),
  );
});

test.each(examples)("atcs $command", ({ command, output }) => {
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...command.split(" ")], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(withoutSize(stdout + stderr)).toBe(withoutSize(output));
});

/** How far granules are compressed depends on the version of zlib. */
function withoutSize(text: string): string {
  return text.replace(/^(written .*), [\d.]+ MB$/m, "$1");
}
