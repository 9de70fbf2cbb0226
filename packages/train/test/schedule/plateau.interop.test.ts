import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";

const { python, reason } = findPython("torch");
const read = (name: string): string => readFileSync(new URL(`./plateau/${name}`, import.meta.url), "utf8");

test.skipIf(python === undefined)(`the table of learning rates is what its script prints ${reason}`, () => {
  expect(JSON.parse(runPython(python!, read("table.py")))).toEqual(JSON.parse(read("table.json")));
});
