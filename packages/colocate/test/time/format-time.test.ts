import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimeError } from "../../src/errors.ts";
import { formatTime, type TimeStyle } from "../../src/time/format-time.ts";
import { tai93ToUtc } from "../../src/time/tai93.ts";
import type { UtcTime } from "../../src/time/utc-time.ts";
import { anyTai93, leapInstants } from "./support.ts";

const start = { year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 };
const beforeMidnight = { ...start, hour: 23, minute: 59 };
const leapDay = { year: 2008, month: 12, day: 31, hour: 23, minute: 59 };

test.each<[TimeStyle, string]>([
  ["iso", "2008-06-03T01:28:10.000Z"],
  ["archive", "2008-06-03T01-28-10"],
  ["dataset", "2008-06-03 01:28:10"],
  ["cloudsat", "2008155012810"],
  ["directory", "2008/2008_06_03"],
  ["dataset-day", "2008_6_3"],
])("style %s", (style, expected) => {
  expect(formatTime(start, { style })).toBe(expected);
});

test("ISO is the default", () => {
  expect(formatTime(start)).toBe("2008-06-03T01:28:10.000Z");
  expect(formatTime({ ...start, year: 33 })).toBe("0033-06-03T01:28:10.000Z");
});

test.each([
  [0, "2008-06-03T01:28:10Z"],
  [1, "2008-06-03T01:28:10.9Z"],
  [3, "2008-06-03T01:28:10.987Z"],
  [6, "2008-06-03T01:28:10.987654Z"],
])("%i digits", (digits, expected) => {
  expect(formatTime({ ...start, second: 10.987654 }, { digits })).toBe(expected);
});

describe("near the full second", () => {
  test.each([
    [{ ...beforeMidnight, second: 59.9995 }, "2008-06-03T23:59:59.999Z"],
    [{ ...beforeMidnight, second: 59.999999 }, "2008-06-03T23:59:59.999Z"],
    // What a double cannot tell from the full second is the full second, with all that follows for the day.
    [{ ...beforeMidnight, second: 59.9999999 }, "2008-06-04T00:00:00.000Z"],
    [{ ...start, second: 59.9999999 }, "2008-06-03T01:29:00.000Z"],
    [{ ...start, minute: 59, second: 59.9999999 }, "2008-06-03T02:00:00.000Z"],
    [{ ...start, second: 41.99999999 }, "2008-06-03T01:28:42.000Z"],
    [{ ...leapDay, second: 59.9995 }, "2008-12-31T23:59:59.999Z"],
    [{ ...leapDay, second: 59.9999999 }, "2008-12-31T23:59:60.000Z"],
    [{ ...leapDay, second: 60.9995 }, "2008-12-31T23:59:60.999Z"],
    [{ ...leapDay, second: 60.9999999 }, "2009-01-01T00:00:00.000Z"],
    [{ ...leapDay, hour: 22, second: 59.9999999 }, "2008-12-31T23:00:00.000Z"],
  ])("%j is %s", (utc, expected) => {
    expect(formatTime(utc)).toBe(expected);
  });

  test("the day of a name or directory changes with it", () => {
    const utc = { ...beforeMidnight, second: 59.9999999 };
    expect(formatTime(utc, { style: "directory" })).toBe("2008/2008_06_04");
    expect(formatTime({ ...beforeMidnight, second: 59.9 }, { style: "directory" })).toBe("2008/2008_06_03");
    expect(formatTime({ ...beforeMidnight, second: 59.9 }, { style: "archive" })).toBe("2008-06-03T23-59-59");
  });

  test("the noise of TAI93 in a double takes no millisecond away", () => {
    for (let millisecond = 0; millisecond < 1000; millisecond++) {
      const text = formatTime(tai93ToUtc(486610242 + millisecond / 1000));
      expect(text).toBe(`2008-06-03T01:30:36.${String(millisecond).padStart(3, "0")}Z`);
    }
  });

  test("the year 10000 is not written", () => {
    const last = { year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59.9999999 };
    expect(() => formatTime(last)).toThrow(TimeError);
  });
});

test("later instants never read as earlier ones", () => {
  fc.assert(
    fc.property(anyTai93(), fc.double({ min: 0, max: 3, noNaN: true }), (tai93, step) => {
      const [earlier, later] = [formatTime(tai93ToUtc(tai93)), formatTime(tai93ToUtc(tai93 + step))];
      expect(earlier <= later).toBe(true);
    }),
  );
});

test("second 60 is only written in a leap second", () => {
  fc.assert(
    fc.property(anyTai93(), (tai93) => {
      const text = formatTime(tai93ToUtc(tai93));
      const inLeapSecond = leapInstants.some(([, instant]) => tai93 >= instant - 1 - 5e-7 && tai93 < instant);
      expect(text.includes("23:59:60.")).toBe(inLeapSecond && !text.includes("00:00:00.000"));
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT(\d\d:\d\d:[0-5]\d|23:59:60)\.\d{3}Z$/);
    }),
  );
});

test("wrong options and times", () => {
  expect(() => formatTime(start, { style: "rfc" as TimeStyle })).toThrow(TypeError);
  expect(() => formatTime(start, { style: "toString" as TimeStyle })).toThrow(/must be one of iso, archive/);
  expect(() => formatTime(start, { style: "archive", digits: 3 })).toThrow(TypeError);
  expect(() => formatTime(start, { digits: 7 })).toThrow(RangeError);
  expect(() => formatTime(start, { digits: 1.5 })).toThrow(RangeError);
  expect(() => formatTime({ ...start, second: 60 })).toThrow(TimeError);
  expect(() => formatTime({ ...start, day: 31 })).toThrow(TimeError);
  expect(() => formatTime(new Date() as unknown as UtcTime)).toThrow(TypeError);
});
