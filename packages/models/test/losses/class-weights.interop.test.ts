import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";

const { python, reason } = findPython("decimal");
const read = (name: string) => readFileSync(new URL(`./effective-number/${name}`, import.meta.url), "utf8");

it.skipIf(python === undefined)(`the table of class weights is what its script prints ${reason}`, () => {
  expect(JSON.parse(runPython(python!, read("table.py")))).toEqual(JSON.parse(read("table.json")));
});
