import { describe, expect, test } from "vitest";
import { describeCloudData, describeDeviations, describeOffset, offsetSeconds } from "../../src/colocate/warnings.ts";

test("deviations that do not matter are no warnings", () => {
  const deviations = [
    { code: "FIELD_TYPE", where: "Time", found: "float32", assumed: "seconds", matters: false },
    { code: "FIELD_MISSING", where: "Height", found: "no such data set", assumed: "missing", matters: true },
  ] as const;
  expect(describeDeviations({ fileName: "a.hdf", deviations })).toEqual(["a.hdf, Height: no such data set; missing"]);
});

test("of thousands of long ones some are told", () => {
  const where = "x".repeat(3000);
  const deviation = {
    code: "FIELD_DAMAGED",
    where,
    found: "damage",
    assumed: "it is left out",
    matters: true,
  } as const;
  const warnings = describeDeviations({ fileName: "a.h5", deviations: new Array(5000).fill(deviation) });
  expect(warnings).toHaveLength(51);
  expect(warnings[0]).toBe(`a.h5, ${"x".repeat(1000)}...: damage; it is left out`);
  expect(warnings[50]).toBe("a.h5: 4950 more differences");
});

test("a granule without cloud classes is one", () => {
  expect(describeCloudData({ fileName: "a.hdf", hasCloudData: true })).toEqual([]);
  expect(describeCloudData({ fileName: "a.hdf", hasCloudData: false })[0]).toContain("a.hdf has no cloud classes");
});

describe("the time between granules", () => {
  test.each([
    [600, 600, []],
    [-600, 600, []],
    [-601, 600, ["the granules begin 601 s apart, more than 600 s: they may not belong together"]],
    [undefined, 600, ["the times of the granules are not known: whether they belong together was not checked"]],
  ])("%s s of at most %s s", (offset, limit, expected) => expect(describeOffset(offset, limit)).toEqual(expected));

  test("counts leap seconds", () => {
    const before = { year: 2008, month: 12, day: 31, hour: 23, minute: 59, second: 50 };
    const after = { year: 2009, month: 1, day: 1, hour: 0, minute: 0, second: 10 };
    expect(offsetSeconds(after, before)).toBe(21);
    expect(offsetSeconds(undefined, before)).toBeUndefined();
  });
});
