import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkFaults } from "@atcs/simulator";
import { afterAll, expect, test } from "vitest";
import { readFaults } from "../../src/serve/faults.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-faults-"));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => {
  const path = join(folder, "faults.json");
  writeFileSync(path, text);
  return readFaults(path, checkFaults);
};

test("rules", async () => {
  const rules = [{ kind: "delay", milliseconds: 5, operations: ["READ"], times: 2 }, { kind: "changed-host-key" }];
  expect(await read(JSON.stringify(rules))).toEqual(rules);
});

test.each([
  ["[", /faults\.json: is not JSON: /],
  ["{}", /faults\.json: faults must be a list of rules/],
  ['[{"kind": "delay"}]', /fault 0 \(delay\) has no milliseconds: expected one/],
  [
    '[{"kind": "delay", "milliseconds": 1}, {"kind": "nope"}]',
    /fault 1 has the kind "nope": expected one of drop-after/,
  ],
  ['[{"kind": "drop-after-bytes", "bytes": -1}]', /has bytes = -1: expected an integer of at least 0/],
])("wrong rules: %s", async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
  await expect(read(text)).rejects.toMatchObject({ code: "FAULTS", file: join(folder, "faults.json") });
});

test("no such file", async () => {
  await expect(readFaults(join(folder, "none.json"), checkFaults)).rejects.toThrow(
    /none\.json: cannot be read \(no such file\)/,
  );
});
