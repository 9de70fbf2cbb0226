import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { testReadmeExamples } from "../../../test/support/readme.ts";
import { channelCount, fieldSchemes, resolveFields } from "../src/index.ts";

testReadmeExamples(import.meta.url);

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const sources = new URL("../src/", import.meta.url);

/** What follows a heading, up to the next one of its level. */
const section = (heading: string): string =>
  readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";

describe("the tables of the README are complete", () => {
  test("codes of errors: those that the sources give, and no others", () => {
    const texts = readdirSync(sources, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && name !== "errors.ts")
      .map((name) => readFileSync(new URL(name, sources), "utf8"));
    const given = texts.flatMap((text) => [...text.matchAll(/"(DATASET_[A-Z]+)"/g)].map(([, code]) => code));
    const told = [...section("Errors").matchAll(/^\| `(DATASET_[A-Z]+)` /gm)].map(([, code]) => code);
    expect(told.sort()).toEqual([...new Set(given)].sort());
  });

  test("options of open and batches", () => {
    const options = ["loader/open-options.ts", "preprocess/options.ts"].flatMap((name) => {
      const text = readFileSync(new URL(name, sources), "utf8");
      return [...text.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, option]) => option!);
    });
    expect(options.length).toBeGreaterThan(20);
    expect(options.filter((option) => !new RegExp(`\`${option}[\`:]`).test(section("Options")))).toEqual([]);
  });

  test("schemes of fields, with their channels", () => {
    const rows = [...section("Fields").matchAll(/^\| `(\w+)` \|.*\| ([^|]+) \|$/gm)];
    // Those of single bands stand for one another.
    const withoutBands = fieldSchemes.filter((scheme) => !scheme.startsWith("single_band"));
    expect(rows.map(([, scheme]) => scheme)).toEqual(expect.arrayContaining(withoutBands));
    for (const [, scheme, channels] of rows) {
      expect(channels!.split(/\D+/), scheme).toContain(String(channelCount(resolveFields(scheme!))));
    }
  });
});
