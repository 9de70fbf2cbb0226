import { describe, expect, test } from "vitest";
import { certain, compare, deviationAt, likely } from "../../../src/granules/check/_finding.ts";
import type { Deviation } from "../../../src/granules/deviations.ts";

const deviation: Deviation = { code: "FIELD_TYPE", where: "phi", found: "int8", assumed: "its values", matters: true };

describe("what was found, against what is documented", () => {
  test("the same", () => {
    expect(compare("type", "int16", certain("int16"), { note: "any is read" })).toMatchObject({
      status: "documented",
      certainty: "certain",
      note: undefined,
    });
    expect(
      compare(
        "chunks",
        "9 x 9",
        likely("chunked", (found) => found !== "none"),
      ),
    ).toMatchObject({ status: "documented" });
  });

  test("another", () => {
    expect(compare("type", "int8", likely("int16"), { note: "any is read" })).toMatchObject({
      status: "tolerated",
      documented: "int16",
      certainty: "likely",
      note: "any is read",
    });
    expect(compare("type", "text", certain("int16"), { matters: true })).toMatchObject({ status: "matters" });
  });

  test("nothing is documented", () => {
    expect(compare("type", "int8", undefined, { note: "any is read" })).toMatchObject({
      status: "undocumented",
      note: undefined,
    });
    expect(compare("type", "int8", undefined, { remark: "slow" })).toMatchObject({ note: "slow" });
  });

  test("the readers decide whether it matters, also where nothing is documented or the text is the same", () => {
    expect(compare("type", "int8", certain("int16"), { deviation })).toMatchObject({
      status: "matters",
      note: "its values",
      code: "FIELD_TYPE",
    });
    expect(compare("type", "int16", certain("int16"), { deviation })).toMatchObject({ status: "matters" });
    expect(compare("type", "int8", undefined, { deviation })).toMatchObject({ status: "matters", code: "FIELD_TYPE" });
    const mild = { ...deviation, matters: false };
    expect(compare("type", "int8", certain("int16"), { deviation: mild, matters: true })).toMatchObject({
      status: "tolerated",
    });
  });
});

test("the deviation of a place, or of one of its attributes; one that matters comes first", () => {
  const ofAttribute: Deviation = { ...deviation, code: "ATTRIBUTE_VALUE", where: "phi, _FillValue" };
  const mild: Deviation = { ...deviation, matters: false };
  expect(deviationAt([mild, ofAttribute], "phi", "FIELD_TYPE", "ATTRIBUTE_VALUE")).toBe(ofAttribute);
  expect(deviationAt([mild, ofAttribute], "phi", "FIELD_TYPE")).toBe(mild);
  expect(deviationAt([ofAttribute], "ph", "ATTRIBUTE_VALUE")).toBeUndefined();
});
