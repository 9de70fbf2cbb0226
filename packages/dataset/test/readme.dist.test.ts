import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { fixturePath } from "../../../test/support/fixtures.ts";
import { testReadmeExamples } from "../../../test/support/readme.ts";
import { generateDataset } from "../src/generate/index.ts";
import {
  channelCount,
  computeStatistics,
  countClasses,
  fieldSchemes,
  formatSplit,
  formatStatistics,
  makeSplit,
  openSource,
  resolveFields,
} from "../src/index.ts";

/** The miniature scene as an archive of five half orbits, which are the same but for their times. */
function makeArchive(archive: string): void {
  const granules = {
    "PARASOL/L1_B-HDF": "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
    "CALIOP/CALTRACK-5km_CS-2B-CLDCLASS": "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
    "CALIOP/CALTRACK-5km_PAR-RB2": "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
  };
  for (const [directory, name] of Object.entries(granules)) {
    for (const hour of ["01", "03", "05", "07", "09"]) {
      const path = join(archive, directory, "2008/2008_06_03", name.replace("T01-", `T${hour}-`));
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(fixturePath(`granules/${name}`), path);
    }
  }
}

/** What `atcs generate`, `atcs split` and `atcs stats` make. */
async function makeDataset(archive: string, out: string): Promise<void> {
  const days = { from: "2008-06-03", to: "2008-06-03" };
  await generateDataset({ archive, out, ...days, samplesPerGranule: 2, minValidFraction: 0.99, workers: 0 });
  const { source } = await openSource(out);
  const { train, val } = makeSplit({ instances: source.ids.map((id) => source.info(id)), ratio: 0.8, seed: 1 });
  const split = { train, val, trainCounts: await countClasses(source, train), ratio: 0.8, seed: 1 };
  writeFileSync(join(out, "default.json"), formatSplit(split));
  writeFileSync(join(out, "default.stats.json"), formatStatistics(await computeStatistics(source, train)));
  await source.close();
}

testReadmeExamples(import.meta.url, async (folder) => {
  makeArchive(join(folder, "archive"));
  await makeDataset(join(folder, "archive"), join(folder, "dataset"));
});

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
