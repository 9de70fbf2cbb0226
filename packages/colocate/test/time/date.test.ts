import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeError } from "../../src/errors.ts";
import { fromDate, toDate } from "../../src/time/date.ts";
import { formatTime } from "../../src/time/format-time.ts";
import { parseTime } from "../../src/time/parse-time.ts";
import { anyMillisecond } from "./support.ts";

test.each([
  "2008-06-03T01:28:10.250Z",
  "1970-01-01T00:00:00.000Z",
  "0033-04-03T12:00:00.000Z",
  "9999-12-31T23:59:59.999Z",
])("%s", (text) => {
  expect(toDate(parseTime(text)).toISOString()).toBe(text);
  expect(fromDate(new Date(text))).toEqual(parseTime(text));
});

test("JavaScript writes a date as formatTime writes the time, but for leap seconds", () => {
  fc.assert(
    fc.property(anyMillisecond(), (utc) => {
      if (utc.second >= 60) expect(() => toDate(utc)).toThrow(TimeError);
      else expect(toDate(utc).toISOString()).toBe(formatTime(utc));
    }),
  );
});

test("any date becomes a time and the same date again", () => {
  const dates = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(dates, (date) => {
      expect(toDate(fromDate(date))).toEqual(date);
    }),
  );
});

test("what cannot be held", () => {
  expect(() => toDate(parseTime("2008-12-31T23:59:60.5Z"))).toThrow(/leap second at the end of 2008-12-31/);
  expect(() => fromDate(new Date(Number.NaN))).toThrow(TimeError);
  expect(() => fromDate(new Date(8.64e15))).toThrow(/the date has year 275760/);
  for (const other of ["2008-06-03", 0, null, parseTime("2008-06-03")]) {
    expect(() => fromDate(other as unknown as Date)).toThrow(TypeError);
  }
});
