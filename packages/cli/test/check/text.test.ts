import type { Finding, GranuleReport } from "@atcs/dataset/granules";
import { describe, expect, test } from "vitest";
import { reportLines, summaryText } from "../../src/check/text.ts";
import { renderLine } from "../../src/format/line.ts";

const finding: Finding = {
  subject: "type",
  found: "int16",
  documented: "int16",
  certainty: "certain",
  status: "documented",
};

const report: GranuleReport = {
  file: "a.h5",
  bytes: 1500,
  format: "hdf5",
  productByName: undefined,
  productByContent: "parasol",
  product: "parasol",
  layout: [],
  fields: [],
  content: [],
  answers: [],
  deviations: [],
  conclusion: {
    verdict: "as-documented",
    cause: undefined,
    ok: true,
    matters: [],
    tolerated: 0,
    text: "readable, as documented",
  },
};

function text(changes: Partial<GranuleReport>, width = 100): string[] {
  return Array.from(reportLines({ ...report, ...changes }, width), (line) => renderLine(line, false));
}

test("a report without findings", () => {
  expect(text({})).toEqual([
    "a.h5",
    "product         PARASOL level 1B by its content; its name is not that of a granule",
    "file            HDF5, 1.5 kB",
    "",
    "conclusion      readable, as documented",
  ]);
});

test("of what is no granule, only why; and what to do", () => {
  const conclusion = {
    verdict: "unreadable",
    cause: "unreachable",
    ok: false,
    matters: ["a.h5: not there"],
    tolerated: 0,
    text: "cannot be read: a.h5: not there",
  } as const;
  const nothing = { bytes: undefined, format: undefined, product: undefined, productByContent: undefined } as const;
  const lines = Array.from(reportLines({ ...report, ...nothing, conclusion }, 100, "Check the path."), (line) =>
    renderLine(line, false),
  );
  expect(lines).toEqual([
    "a.h5",
    "",
    "conclusion      cannot be read: a.h5: not there",
    "what to do      Check the path.",
  ]);
});

describe("each finding says how it stands to what is documented", () => {
  test.each<[Partial<Finding>, string]>([
    [{}, "  type: as documented: int16"],
    [{ certainty: "likely" }, "  type: as documented (likely): int16"],
    [{ status: "undocumented", documented: undefined, certainty: "unknown" }, "  type: not documented: found int16"],
    [
      { status: "tolerated", found: "int32", note: "any type is read" },
      "  type: differs, tolerated: int32, documented is int16; any type is read",
    ],
    [
      { status: "matters", found: "text", certainty: "likely", note: "it cannot be read" },
      "  type: differs, matters: text, likely is int16; it cannot be read",
    ],
  ])("%j", (changes, line) => {
    expect(text({ content: [{ ...finding, ...changes }] }).slice(3, 6)).toEqual(["", "Content", line]);
  });
});

test("a data set, its values, and what it tells", () => {
  const undocumented: Finding = {
    ...finding,
    subject: "chunks",
    found: "9 x 9",
    documented: undefined,
    certainty: "unknown",
    status: "undocumented",
    note: "slow",
  };
  const sample = { elements: 10, fill: 5, missing: 1, values: 4, min: 0, max: 1, distinct: undefined };
  const lines = text({
    fields: [{ path: "Data_Fields/phis", findings: [finding, undocumented], sample }],
    answers: [
      { ...undocumented, paths: ["a/b", "a/c", "a/d", "a/e", "a/f"] },
      { ...finding, certainty: "likely", paths: [] },
    ],
    deviations: [{ code: "FIELD_GROUP", where: "phis", found: "elsewhere", assumed: "it is meant", matters: false }],
  });
  expect(lines.slice(3, -2)).toEqual([
    "",
    "Data sets",
    "  Data_Fields/phis",
    "    as documented: type int16",
    "    not documented: found chunks 9 x 9 (slow)",
    "    sampled: 10 elements: fill 50 %, missing 10 %, values 0 to 1",
    "",
    "Likely or unknown so far, and told by this file",
    "  chunks of b, c, d, e and 1 more: 9 x 9",
    "  type: int16, as was likely",
    "",
    "Deviations noted by the readers",
    "  FIELD_GROUP phis: differs, tolerated: elsewhere; it is meant",
  ]);
});

test("long lines are broken, control characters escaped", () => {
  const found = `\u001b[31m${"word ".repeat(30)}`.trim();
  const lines = text({ content: [{ ...finding, found }] }, 40);
  expect(lines.every((line) => line.length <= 40)).toBe(true);
  expect(lines.join("\n")).toContain("\\x1b[31mword");
});

test("what matters is repeated at the end", () => {
  const conclusion = {
    verdict: "matters",
    cause: undefined,
    ok: false,
    matters: ["phi: odd"],
    tolerated: 0,
    text: "readable, but",
  } as const;
  expect(text({ conclusion }).slice(-5)).toEqual(["", "Matters", "  phi: odd", "", "conclusion      readable, but"]);
  expect(summaryText([report, { ...report, conclusion }])).toBe(
    "2 files: 1 as documented, 1 with differences that matter",
  );
});
