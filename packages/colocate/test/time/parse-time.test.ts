import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimeError } from "../../src/errors.ts";
import { formatTime } from "../../src/time/format-time.ts";
import { parseTime } from "../../src/time/parse-time.ts";
import { anyMillisecond, anySecond } from "./support.ts";

const start = { year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 };
const midnight = { ...start, hour: 0, minute: 0, second: 0 };

describe("every spelling of the archive", () => {
  test.each([
    "2008-06-03T01-28-10",
    "2008-06-03T01-28-10Z",
    "2008-06-03T01-28-10ZD",
    "2008-06-03T01-28-10ZN",
    "2008-06-03T01:28:10Z",
    "2008-06-03T01:28:10",
    "2008-06-03T01:28:10.000Z",
    "2008-06-03 01:28:10",
    "20080603T012810Z",
    "20080603T012810",
    "2008155012810",
    "2008-06-03T01-28-10ZD\0\0\0\0\0\0\0\0\0\0\0",
    "2008-06-03T01-28-10ZD \0 ",
  ])("%j", (text) => {
    expect(parseTime(text)).toEqual(start);
  });

  test.each(["2008-06-03", "2008_06_03", "2008_6_3", "2008_6_03", "2008-06-03   "])("the day %j", (text) => {
    expect(parseTime(text)).toEqual(midnight);
  });

  test.each([
    ["2008-06-03T01:28:10.5Z", 10.5],
    ["2008-06-03T01-28-10.125", 10.125],
    ["2008-06-03 01:28:59.999999", 59.999999],
    ["20080603T012810.25Z", 10.25],
    ["2008-06-03T01:28:59.9999999999999999999999Z", 59.999999999],
  ])("the fraction of %j", (text, second) => {
    expect(parseTime(text).second).toBe(second);
  });

  test.each(["2008-12-31T23:59:60Z", "2008-12-31T23-59-60ZN", "20081231T235960Z", "2008366235960"])(
    "the leap second %j",
    (text) => {
      expect(parseTime(text)).toEqual({ year: 2008, month: 12, day: 31, hour: 23, minute: 59, second: 60 });
    },
  );
});

describe("leap years", () => {
  test.each([
    ["2008-02-29", 2, 29],
    ["2000-02-29", 2, 29],
    ["2008060000000", 2, 29],
    ["2009060000000", 3, 1],
    ["2008366000000", 12, 31],
    ["2009365000000", 12, 31],
  ])("%s", (text, month, day) => {
    expect(parseTime(text)).toMatchObject({ month, day });
  });

  test.each([
    ["2009-02-29", /day 29: expected 1..28/],
    ["1900-02-29", /day 29: expected 1..28/],
    ["2009366000000", /day 366 of the year 2009: expected 1..365/],
    ["2008000000000", /day 0 of the year 2008: expected 1..366/],
    ["2008367000000", /day 367/],
  ])("not %s", (text, message) => {
    expect(() => parseTime(text)).toThrow(TimeError);
    expect(() => parseTime(text)).toThrow(message);
  });
});

describe("times that do not exist", () => {
  test.each([
    ["2008-13-03T01-28-10", /the time "2008-13-03T01-28-10" has month 13: expected 1..12/],
    ["2008_0_3", /month 0/],
    ["2008-06-31", /day 31: expected 1..30/],
    ["2008-06-00", /day 0/],
    ["0000-06-03", /year 0: expected 1..9999/],
    ["2008-06-03T24:00:00Z", /hour 24/],
    ["2008-06-03T01:60:00Z", /minute 60/],
    ["2008-06-03T01:28:61Z", /second 61/],
    ["2008-06-03T23:59:60Z", /second 60: expected below 60, for no leap second was inserted there/],
    ["2008-12-31T22:59:60Z", /no leap second/],
    ["2008-12-31T23:58:60Z", /no leap second/],
    ["2007-12-31T23:59:60Z", /no leap second/],
    // There was one, but the table begins with TAI93.
    ["1992-06-30T23:59:60Z", /none is known before 1993/],
  ])("%s", (text, message) => {
    expect(() => parseTime(text)).toThrow(TimeError);
    expect(() => parseTime(text)).toThrow(message);
  });
});

describe("text that is no time", () => {
  test.each([
    "",
    "\0\0\0",
    "yesterday",
    " 2008-06-03",
    "2008-6-3",
    "2008-06-03T",
    "2008-06-03Z",
    "2008-06-03T01-28:10Z",
    "2008-06-03T01:28Z",
    "2008-06-03T01:28:10.Z",
    "2008-06-03T01:28:10ZX",
    "2008-06-03T01:28:10+02:00",
    "2008-06-03T01:28:10Z\n",
    "2008-06-03\0T01:28:10Z",
    "2008_06_03T01-28-10",
    "200815501281",
    "20081550128100",
    "２００８-06-03",
  ])("%j", (text) => {
    expect(() => parseTime(text)).toThrow(TimeError);
    expect(() => parseTime(text)).toThrow(/is not a time: expected one of 2008-06-03T01-28-10, .* or 2008_6_3/);
  });

  test("is quoted, escaped and cut", () => {
    expect(() => parseTime("\x1b[2J\u202e")).toThrow('"\\u001b[2J\\u202e" is not a time');
    expect(() => parseTime("9".repeat(1e6))).toThrow(`"${"9".repeat(80)}..." is not a time`);
  });

  test("anything but text is a TypeError", () => {
    expect(() => parseTime(20080603 as unknown as string)).toThrow(TypeError);
  });

  test("any text gives a time or a TimeError", () => {
    const characters = fc.constantFrom(..."0123456789-_:TZDN. \0");
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 24 }), (text) => {
        try {
          expect(parseTime(text).second).toBeLessThan(61);
        } catch (error) {
          expect(error).toBeInstanceOf(TimeError);
        }
      }),
    );
  });
});

describe("what formatTime writes is read back", () => {
  test("milliseconds", () => {
    fc.assert(
      fc.property(anyMillisecond(), (utc) => {
        expect(parseTime(formatTime(utc))).toEqual(utc);
      }),
    );
  });

  test.each(["archive", "dataset", "cloudsat"] as const)("style %s", (style) => {
    fc.assert(
      fc.property(anySecond(), (utc) => {
        expect(parseTime(formatTime(utc, { style }))).toEqual(utc);
      }),
    );
  });
});
