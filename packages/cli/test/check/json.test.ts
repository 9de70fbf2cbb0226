import { checkGranule, type GranuleReport } from "@atcs/dataset/granules";
import { expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { reportJson } from "../../src/check/json.ts";

interface Members {
  readonly [key: string]: unknown;
}

const keys = (value: unknown): string => Object.keys(value as Members).join(" ");

function json(report: GranuleReport): Members {
  return reportJson({ path: "here/a.hdf", isDirectory: false, report }) as Members;
}

test("all keys are there, whatever the file is: those that the README documents", async () => {
  const whole = json(await checkGranule(fixturePath("granules/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf")));
  const nothing = json(await checkGranule("/nowhere/a.hdf"));
  for (const report of [whole, nothing]) {
    expect(keys(report)).toBe(
      "file bytes format product productByName productByContent conclusion layout fields content answers deviations",
    );
    expect(keys(report.conclusion)).toBe("verdict ok cause matters tolerated text advice");
  }
  expect(nothing).toMatchObject({ bytes: null, format: null, product: null, productByName: null, fields: [] });
  const finding = "subject status found documented certainty note code";
  const [field] = whole.fields as Members[];
  expect(keys(field)).toBe("path findings sample");
  expect(keys(field!.sample)).toBe("elements fill missing values min max distinct");
  for (const each of [whole.layout, whole.content, field!.findings] as Members[][]) {
    expect(each.length).toBeGreaterThan(0);
    for (const one of each) expect(keys(one)).toBe(finding);
  }
  for (const answer of whole.answers as Members[]) expect(keys(answer)).toBe(`paths ${finding}`);
  expect(whole.conclusion).toMatchObject({ cause: null, advice: null });
  expect(nothing.conclusion).toMatchObject({ cause: "unreachable", advice: expect.stringContaining("Check the path") });
  // Nothing is lost on the way to text: no member is undefined.
  expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
});

test("what the readers noticed", async () => {
  const report = await checkGranule(fixturePath("granules/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf"), {
    name: "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
  });
  const { deviations, conclusion } = json(report);
  expect(deviations).toEqual([expect.objectContaining({ code: "PRODUCT_NAME", matters: true })]);
  expect(keys((deviations as Members[])[0])).toBe("code where found assumed matters");
  expect(conclusion).toMatchObject({ verdict: "matters", advice: expect.stringContaining("the name that fits") });
});
