import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findPython } from "../../../../../test/support/python.ts";
import { adamTable } from "./adam/table.ts";

const { python, reason } = findPython("torch");

test.skipIf(python === undefined)(`the script makes the numbers that are committed ${reason}`, () => {
  const script = fileURLToPath(new URL("adam/table.py", import.meta.url));
  const { status, stdout, stderr } = spawnSync(python!, [script], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  const [found, expected] = [JSON.parse(stdout), adamTable()];
  expect(found.steps).toHaveLength(expected.steps.length);
  for (const [i, step] of expected.steps.entries()) {
    for (const [j, value] of step.parameters.entries()) expect(found.steps[i].parameters[j]).toBeCloseTo(value, 12);
  }
});
