import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixtureJson } from "../../../../test/support/fixtures.ts";
import { TimeError } from "../../src/errors.ts";
import { formatTime } from "../../src/time/format-time.ts";
import { parseTime } from "../../src/time/parse-time.ts";
import { tai93ToUtc, utcToTai93 } from "../../src/time/tai93.ts";
import type { UtcTime } from "../../src/time/utc-time.ts";
import { anyTai93, leapInstants } from "./support.ts";

const { tai93: truth } = fixtureJson<{ tai93: { tai93: number; utc: string }[] }>("granules/expected.json");

describe("the fixture's instants", () => {
  test.each(truth)("$tai93 is $utc", ({ tai93, utc }) => {
    expect(formatTime(tai93ToUtc(tai93))).toBe(utc);
    expect(utcToTai93(tai93ToUtc(tai93))).toBe(tai93);
    expect(utcToTai93(parseTime(utc))).toBeCloseTo(tai93, 3);
  });
});

test("the check value of the product documentation", () => {
  expect(utcToTai93(parseTime("2008-06-03T01:34:54Z"))).toBe(486610500);
});

describe.each(leapInstants)("the leap second before %s", (day, instant) => {
  test("the day begins at its instant", () => {
    expect(utcToTai93(parseTime(day))).toBe(instant);
    expect(tai93ToUtc(instant)).toEqual(parseTime(day));
  });

  test("the second before is 23:59:60, the one before that 23:59:59", () => {
    expect(tai93ToUtc(instant - 1)).toMatchObject({ hour: 23, minute: 59, second: 60 });
    expect(tai93ToUtc(instant - 0.25)).toMatchObject({ hour: 23, minute: 59, second: 60.75 });
    expect(tai93ToUtc(instant - 2)).toMatchObject({ hour: 23, minute: 59, second: 59 });
  });
});

test("there and back is exact", () => {
  fc.assert(
    fc.property(anyTai93(), (tai93) => {
      expect(utcToTai93(tai93ToUtc(tai93))).toBe(tai93);
    }),
  );
});

test("later instants are later times", () => {
  const fields = (tai93: number): number[] => {
    const { year, month, day, hour, minute, second } = tai93ToUtc(tai93);
    return [year, month, day, hour, minute, second];
  };
  fc.assert(
    fc.property(anyTai93(), fc.double({ min: 1e-6, max: 3, noNaN: true }), (tai93, step) => {
      const [earlier, later] = [fields(tai93), fields(tai93 + step)];
      const first = earlier.findIndex((value, i) => value !== later[i]);
      expect(later[first]).toBeGreaterThan(earlier[first]!);
    }),
  );
});

test.each([-1, -1e-9, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e12])(
  "%d is no time",
  (tai93) => {
    expect(() => tai93ToUtc(tai93)).toThrow(TimeError);
    expect(() => tai93ToUtc(tai93)).toThrow(/TAI93 is .* expected a number from 0 \(1993-01-01\)/);
  },
);

test.each(["5", null, undefined, 5n, new Date(0)])("%o is no number of seconds", (tai93) => {
  expect(() => tai93ToUtc(tai93 as unknown as number)).toThrow(TypeError);
});

test("the last second of the year 9999 is the last", () => {
  const last = utcToTai93(parseTime("9999-12-31T23:59:59Z"));
  expect(tai93ToUtc(last)).toEqual(parseTime("9999-12-31T23:59:59Z"));
  expect(() => tai93ToUtc(last + 1)).toThrow(TimeError);
});

test("TAI93 does not know what is before 1993", () => {
  expect(() => utcToTai93(parseTime("1992-12-31T23:59:59Z"))).toThrow(TimeError);
  expect(() => utcToTai93(parseTime("1992-12-31T23:59:59Z"))).toThrow(/year 1992: expected 1993 or later/);
});

test.each([
  [{ year: 2008.5 }, /year 2008.5: expected 1..9999/],
  [{ year: Number.NaN }, /year NaN/],
  [{ month: 0 }, /month 0: expected 1..12/],
  [{ day: 31 }, /day 31: expected 1..30/],
  [{ hour: 24 }, /hour 24: expected 0..23/],
  [{ minute: -1 }, /minute -1/],
  [{ second: Number.NaN }, /second NaN: expected 0 to below 60/],
  [{ second: -0.1 }, /second -0.1/],
  [{ second: 60 }, /second 60: expected below 60, for no leap second was inserted there/],
  [{ second: 61 }, /second 61/],
  [{ second: "10" }, /second the text "10": expected 0 to below 60/],
  [{ day: undefined }, /day undefined: expected 1..30/],
])("%j is not a time", (wrong, message) => {
  const utc = { year: 2008, month: 6, day: 3, hour: 23, minute: 59, second: 0, ...wrong } as UtcTime;
  expect(() => utcToTai93(utc)).toThrow(TimeError);
  expect(() => utcToTai93(utc)).toThrow(message);
});

test.each([
  [new Date(0), "the time is a Date: expected a UtcTime, as fromDate makes of a Date"],
  ["2008-06-03", 'the time is the text "2008-06-03": expected a UtcTime, as parseTime makes of text'],
  [486610500, "the time is 486610500: expected a UtcTime, as tai93ToUtc makes of TAI93"],
  [null, "the time is null: expected a UtcTime"],
  [undefined, "the time is undefined: expected a UtcTime"],
])("%o is of another kind", (other, message) => {
  expect(() => utcToTai93(other as unknown as UtcTime)).toThrow(TypeError);
  expect(() => utcToTai93(other as unknown as UtcTime)).toThrow(message);
});
