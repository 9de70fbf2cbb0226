import { expect, test } from "vitest";
import { TimeError } from "../../src/errors.ts";
import { daysTouched } from "../../src/matching/days-touched.ts";
import { formatTime } from "../../src/time/format-time.ts";
import { parseTime } from "../../src/time/parse-time.ts";

test.each([
  ["2008-06-03T12:00:00Z", 600, ["2008_6_3"]],
  ["2008-06-03T00:05:00Z", 600, ["2008_6_2", "2008_6_3"]],
  ["2008-06-03T00:10:00Z", 600, ["2008_6_3"]],
  ["2008-06-03T00:09:59.5Z", 600, ["2008_6_2", "2008_6_3"]],
  ["2008-06-03T23:50:00Z", 600, ["2008_6_3", "2008_6_4"]],
  ["2008-06-03T23:49:59Z", 600, ["2008_6_3"]],
  ["2008-06-03T12:00:00Z", 86_400, ["2008_6_2", "2008_6_3", "2008_6_4"]],
  ["2008-06-03T12:00:00Z", 0, ["2008_6_3"]],
  // The leap second makes the window end a second earlier on the clock.
  ["2008-12-31T23:50:00Z", 600, ["2008_12_31"]],
  ["2008-12-31T23:50:00Z", 601, ["2008_12_31", "2009_1_1"]],
])("%s and %i s", (time, maxTimeOffsetSec, expected) => {
  const days = daysTouched(parseTime(time), { maxTimeOffsetSec });
  expect(days.map((day) => formatTime(day, { style: "dataset-day" }))).toEqual(expected);
});

test("ten minutes unless told otherwise", () => {
  expect(daysTouched(parseTime("2008-06-03T00:10:00Z"))).toHaveLength(1);
  expect(daysTouched(parseTime("2008-06-03T00:09:59Z"))).toHaveLength(2);
});

test("wrong arguments", () => {
  const time = parseTime("2008-06-03");
  expect(() => daysTouched(time, { maxTimeOffsetSec: -1 })).toThrow(RangeError);
  expect(() => daysTouched(time, { maxTimeOffsetSec: Number.POSITIVE_INFINITY })).toThrow(TimeError);
  expect(() => daysTouched({ ...time, day: 0 })).toThrow(TimeError);
});
