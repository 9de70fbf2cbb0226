import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { open } from "../../src/index.ts";

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/rewritten/${name}`, import.meta.url));
const expected = JSON.parse(readFileSync(fixture("rewritten.json"), "utf8")) as Record<string, number[]>;

it.each(Object.entries(expected))("reads the data set %s, which was written twice", async (name, values) => {
  await using file = await open(fixture("rewritten.hdf"));
  const { data } = await file.dataset(name, "int16").read();
  expect(Array.from(data)).toEqual(values);
});
