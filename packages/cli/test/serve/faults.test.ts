import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

test("a byte order mark is no fault", async () => {
  expect(await read('\uFEFF[{"kind": "changed-host-key"}]')).toEqual([{ kind: "changed-host-key" }]);
});

test.each([
  ["[", /faults\.json: is not JSON: /],
  ["{}", /faults\.json: faults must be a list of rules/],
  ['[{"kind": "delay"}]', /fault 0 \(delay\) has no milliseconds: expected a number from 0 to 2147483647/],
  [
    '[{"kind": "delay", "milliseconds": 1}, {"kind": "nope"}]',
    /fault 1 has the kind "nope": expected one of drop-after/,
  ],
  [
    '[{"kind": "delay", "milliseconds": 1, "size": 2}]',
    /has the property "size": expected some of kind, milliseconds, nth, times, path, operations/,
  ],
  ['[{"kind": "drop-after-bytes", "bytes": -1}]', /has bytes = -1: expected an integer of at least 0/],
])("wrong rules: %s", async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
  await expect(read(text)).rejects.toMatchObject({ code: "FAULTS", file: join(folder, "faults.json") });
});

test("the kinds are in the documentation", async () => {
  const { hint } = (await read("{}").catch((error: { hint: string }) => error)) as { hint: string };
  const [file = "", anchor] = /\S+#\S+$/.exec(hint)![0].split("#");
  const text = readFileSync(new URL(`../../../../${file}`, import.meta.url), "utf8");
  const titles = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title!.toLowerCase().replaceAll(" ", "-"));
  expect(titles).toContain(anchor);
});

test("no such file", async () => {
  await expect(readFaults(join(folder, "none.json"), checkFaults)).rejects.toThrow(
    /none\.json: cannot be read \(no such file\)/,
  );
});
