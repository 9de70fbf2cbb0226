import { parseTime } from "@atcs/colocate";
import { type ArchiveSummary, planArchive } from "@atcs/simulator";
import { expect, test } from "vitest";
import { jsonText } from "../../src/format/json.ts";
import { summaryJson, summaryText, summaryWarnings } from "../../src/simulate/summary.ts";

const options = { out: "archive", from: parseTime("2008-06-03"), to: parseTime("2008-06-05") };
const plan = planArchive({ ...options, granulesPerDay: 2 });
const summary: ArchiveSummary = {
  ...plan,
  granulesWritten: 4,
  granulesKept: 2,
  filesWritten: 12,
  bytesWritten: 31_400_000,
  dark: [],
};

const text = (changes: Partial<ArchiveSummary>, asked = options) =>
  [...summaryText(asked, { ...summary, ...changes })].join("");

test("for people", () => {
  expect(text({})).toBe(
    "archive   archive, 2008-06-03 to 2008-06-05\n" +
      "granules  6 half orbits, 2 there already\n" +
      "written   12 files, 31.4 MB\n",
  );
  expect(text({ granulesWritten: 0, granulesKept: 6, filesWritten: 0, bytesWritten: 0 })).toContain(
    "6 half orbits, all there already\n",
  );
  expect(text({ granulesKept: 0 }, { ...options, out: "a\u001b[2J", to: options.from })).toContain(
    "archive   a\\x1b[2J, 2008-06-03\ngranules  6 half orbits\n",
  );
});

test("granules without any file are not there already", () => {
  expect(text({ granulesWritten: 5, granulesKept: 0 })).toContain("granules  6 half orbits\n");
  expect(text({ granulesWritten: 0, granulesKept: 5 })).toContain("6 half orbits, all there already\n");
});

test("images that show nothing are told", () => {
  expect(summaryWarnings({ dark: [] })).toEqual([]);
  expect(summaryWarnings({ dark: ["a"] })).toEqual([
    "the image of a has no pixel with a view: these latitudes lie in the polar night",
  ]);
  expect(summaryWarnings({ dark: ["a", "b"] })).toEqual([
    "2 images, such as that of a, have no pixel with a view: these latitudes lie in the polar night",
  ]);
});

test("what is not there is counted", () => {
  const gaps = planArchive({ ...options, imperfections: { missingParasol: 1, truncated: 1 } });
  expect(text({ ...gaps, missingDays: ["2008-06-04"] })).toContain(
    `gaps      1 day missing, ${gaps.granules.length} without PARASOL, ${gaps.granules.length} with a file cut short\n`,
  );
});

test("as JSON", () => {
  const printed = JSON.parse([...jsonText(summaryJson(options, summary))].join(""));
  expect(printed).toMatchObject({
    out: "archive",
    from: "2008-06-03",
    to: "2008-06-05",
    seed: 0,
    latRange: [-90, 90],
    granulesWritten: 4,
    granulesKept: 2,
    filesWritten: 12,
    bytesWritten: 31_400_000,
    missingDays: [],
    dark: [],
  });
  const first = plan.granules[0]!;
  expect(printed.granules).toHaveLength(6);
  expect(printed.granules[0]).toEqual({
    granule: first.granule,
    dayNight: "day",
    files: first.files.map(({ kind, path }) => ({ kind, path, truncated: false })),
    imperfections: [],
  });
});
