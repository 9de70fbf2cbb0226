import { describe, expect, test } from "vitest";
import { TimeError } from "../../src/errors.ts";
import { dayOfYear, eachDay } from "../../src/time/days.ts";
import { formatTime } from "../../src/time/format-time.ts";
import { parseTime } from "../../src/time/parse-time.ts";

test.each([
  ["2008-01-01", 1],
  ["2008-06-03T23:59:59.9Z", 155],
  ["2008-12-31T23:59:60.5Z", 366],
  ["2009-03-01", 60],
  ["2009-12-31", 365],
])("%s is day %i of its year", (text, expected) => {
  expect(dayOfYear(parseTime(text))).toBe(expected);
});

describe("eachDay", () => {
  const days = (from: string, to: string): string[] =>
    eachDay(parseTime(from), parseTime(to)).map((day) => formatTime(day, { style: "dataset-day" }));

  test("holds both ends, as midnights", () => {
    expect(eachDay(parseTime("2008-06-03T01:00:00Z"), parseTime("2008-06-04T00:00:00Z"))).toEqual([
      parseTime("2008-06-03"),
      parseTime("2008-06-04"),
    ]);
  });

  test("crosses months, leap days, years and leap seconds", () => {
    expect(days("2008-02-28", "2008-03-01")).toEqual(["2008_2_28", "2008_2_29", "2008_3_1"]);
    expect(days("2008-12-31T23:59:60Z", "2009-01-01")).toEqual(["2008_12_31", "2009_1_1"]);
  });

  test("a day to itself is that day, whatever the times", () => {
    expect(days("2008-06-03T12:00:00Z", "2008-06-03T01:00:00Z")).toEqual(["2008_6_3"]);
  });

  test("the years of the train", () => {
    expect(days("2007-11-27", "2009-12-02")).toHaveLength(737);
  });

  test("wrong days", () => {
    expect(() => days("2008-06-04", "2008-06-02")).toThrow(RangeError);
    expect(() => days("2008-06-04", "2008-06-02")).toThrow(/the last day lies 2 days before the first/);
    expect(() => eachDay({ ...parseTime("2008-06-04"), day: 0 }, parseTime("2008-06-04"))).toThrow(TimeError);
  });
});
