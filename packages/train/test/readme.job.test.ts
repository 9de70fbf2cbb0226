import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { testReadmeExamples } from "../../../test/support/readme.ts";
import { trainSettings } from "../src/config/settings.ts";
import { engineNames } from "../src/engines/types.ts";
import { runFiles } from "../src/run/layout.ts";

// Several start processes and threads, one after another.
testReadmeExamples(import.meta.url, 120_000);

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const readme = read("../README.md");

/** What follows a heading, up to the next one. */
const section = (heading: string): string =>
  readme.split(/^#{2,3} /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";

/** Cells of a row of a table that begins with a name. */
const rowsOf = (heading: string): Map<string, string[]> =>
  new Map(
    [...section(heading).matchAll(/^\| `([\w./<>-]+)` \|(.*)\|$/gm)].map(([, name, rest]) => [
      name!,
      rest!.split("|").map((cell) => cell.trim()),
    ]),
  );

describe("the tables of the README are complete", () => {
  test("options, with their defaults", () => {
    const rows = rowsOf("Options");
    const options = [...read("../src/config/train-options.ts").matchAll(/^ {2}readonly (\w+)\??:/gm)].map(
      ([, name]) => name,
    );
    expect(options.length).toBeGreaterThan(30);
    expect([...rows.keys()].sort()).toEqual(options.sort());
    const settings = trainSettings({ dataset: "dataset", out: "run" });
    for (const [name, value] of Object.entries(settings)) {
      if (name === "dataset" || name === "out") continue;
      const text =
        typeof value === "string" ? `\`"${value}"\`` : typeof value === "boolean" ? `\`${value}\`` : `${value}`;
      expect(rows.get(name)![0], name).toBe(Array.isArray(value) ? "none" : text);
    }
  });

  test("codes of errors", () => {
    const codes = [...read("../src/errors.ts").matchAll(/^ {2}\| "(TRAIN_[A-Z_]+)"/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(5);
    expect([...rowsOf("Errors").keys()].sort()).toEqual(codes.sort());
  });

  test("engines, in the order of auto", () => {
    expect([...rowsOf("Engines").keys()]).toEqual(engineNames);
  });

  test("files of a run", () => {
    const { lock: _, ...files } = runFiles;
    const told = [...rowsOf("The run directory").keys()].map((name) => name.split("/")[0]!);
    expect(told.sort()).toEqual(Object.values(files).sort());
  });
});
