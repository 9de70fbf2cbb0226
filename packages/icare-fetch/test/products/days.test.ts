import { describe, expect, test } from "vitest";
import { eachDayDirectory } from "../../src/products/days.ts";

test("days follow each other over ends of months and leap days", () => {
  const days = [...eachDayDirectory("2008-02-28", "2008-03-01")];
  expect(days).toEqual([
    { day: "2008-02-28", directory: "2008/2008_02_28" },
    { day: "2008-02-29", directory: "2008/2008_02_29" },
    { day: "2008-03-01", directory: "2008/2008_03_01" },
  ]);
  expect([...eachDayDirectory("2007-11-27", "2009-12-02")]).toHaveLength(737);
});

describe("what is no range of days is refused", () => {
  test.each([
    ["2008-02-30", "2008-03-01", "from must be a day"],
    ["2008-2-3", "2008-03-01", "from must be a day"],
    ["2008-02-03", "", "to must be a day"],
    ["2008-02-03", "2008-02-02", "to must not be before from"],
    ["1900-01-01", "2008-02-02", "more than 20000 days"],
    ["2008-02-03T00:00:00Z", "2008-02-04", "from must be a day"],
  ])("%s to %s", (from, to, message) => {
    expect(() => [...eachDayDirectory(from, to)]).toThrow(message);
  });
});
