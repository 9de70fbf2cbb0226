import { describe, expect, test } from "vitest";
import { calendarDays, parseDay } from "../../src/figures/_calendar.ts";
import { samplingCalendar } from "../../src/figures/index.ts";
import { placeOfText, svgElements, svgTexts } from "../support/svg.ts";

/** The square of a day. */
function square(svg: string, day: string) {
  const elements = svgElements(svg);
  const title = elements.findIndex(({ name, text }) => name === "title" && text.startsWith(`${day}:`));
  const { attributes, shift } = elements[title - 1]!;
  const label = elements[title]!.text;
  return { x: shift[0] + Number(attributes.x), y: shift[1] + Number(attributes.y), fill: attributes.fill, label };
}

describe("the calendar of a year", () => {
  test.each([
    // Python: date(y, m, d).weekday(), and the weeks that begin on Mondays since January 1.
    ["2008-01-01", 1, 0],
    ["2008-01-06", 6, 0],
    ["2008-01-07", 0, 1],
    ["2008-06-03", 1, 22],
    ["2008-12-31", 2, 52],
    ["2007-11-27", 1, 47],
    ["2009-12-02", 2, 48],
    ["2000-02-29", 1, 9],
    ["1969-12-31", 2, 52],
  ])("%s is on weekday %d of week %d", (text, weekday, week) => {
    expect(parseDay(text)).toMatchObject({ weekday, week });
  });

  test("has all its days", () => {
    const days = calendarDays(parseDay("2008-01-01"), parseDay("2008-12-31"));
    expect(days).toHaveLength(366);
    expect(days[59]).toMatchObject({ month: 2, day: 29 });
  });
});

describe("squares", () => {
  const days = [
    { day: "2008-06-03", count: 12 },
    { day: "2008-06-04", count: 0 },
    { day: "2008-07-01", count: 3 },
  ];
  const svg = samplingCalendar(days, { from: "2008-05-01", to: "2008-08-31" });

  test("days lie in their week, Mondays on top", () => {
    const [tuesday, wednesday, later] = [
      square(svg, "2008-06-03"),
      square(svg, "2008-06-04"),
      square(svg, "2008-07-01"),
    ];
    expect(wednesday.x).toBeCloseTo(tuesday.x, 5);
    const size = wednesday.y - tuesday.y;
    expect(later.y).toBeCloseTo(tuesday.y, 5);
    expect(later.x - tuesday.x).toBeCloseTo(4 * size, 1);
  });

  test("with instances are coloured by their number; the others are white", () => {
    const colors = ["2008-06-03", "2008-06-04", "2008-06-05", "2008-07-01"].map((day) => square(svg, day).fill);
    expect(colors).toEqual(["#253494", "#ffffff", "#ffffff", "#c7e9b4"]);
    const labels = ["2008-06-03", "2008-06-04", "2008-06-05"].map((day) => square(svg, day).label);
    expect(labels).toEqual(["2008-06-03: 12", "2008-06-04: 0", "2008-06-05: not sampled"]);
  });

  test("all days of the period are there, and only those", () => {
    expect(svgElements(svg).filter(({ name, text }) => name === "title" && text.includes(": "))).toHaveLength(123);
    expect(svg).not.toContain("2008-04-30");
    expect(svg).not.toContain("2008-09-01");
  });

  test("the legend sums up and explains what is there", () => {
    expect(svgTexts(svg)).toEqual(
      expect.arrayContaining(["15 instances on 2 of 123 days, per day:", "not sampled", "no instance", "1–3", "10–12"]),
    );
    expect(svgTexts(samplingCalendar(days.slice(0, 1)))).toEqual(
      expect.arrayContaining(["12 instances on 1 of 1 day, per day:"]),
    );
    expect(svgTexts(samplingCalendar(days.slice(0, 1)))).not.toContain("no instance");
  });

  test("months have names", () => {
    expect(svgTexts(svg)).toEqual(expect.arrayContaining(["May", "Jun", "Jul", "Aug", "2008"]));
  });
});

test("each year has a row, also one without days", () => {
  const svg = samplingCalendar([
    { day: "2007-12-31", count: 1 },
    { day: "2009-01-01", count: 1 },
  ]);
  const rows = ["2007", "2008", "2009"].map((year) => placeOfText(svg, year)[1]);
  expect(rows[1]! - rows[0]!).toBeGreaterThan(50);
  expect(rows[2]! - rows[1]!).toBeCloseTo(rows[1]! - rows[0]!, 1);
});

test("a period without any day chosen is empty squares", () => {
  const svg = samplingCalendar([], { from: "2008-01-01", to: "2008-01-31" });
  expect(svgTexts(svg)).toContain("0 instances on 0 of 31 days, per day:");
});

const one = [{ day: "2008-06-03", count: 1 }];
test.each<[string, () => string]>([
  ["no day to draw", () => samplingCalendar([])],
  ['a day is "2008-02-30"', () => samplingCalendar([{ day: "2008-02-30", count: 1 }])],
  ['a day is "2008-6-3"', () => samplingCalendar([{ day: "2008-6-3", count: 1 }])],
  ["2008-06-03 is listed twice", () => samplingCalendar([...one, ...one])],
  ["the count of 2008-06-03 is -1", () => samplingCalendar([{ day: "2008-06-03", count: -1 }])],
  ["the count of 2008-06-03 is 0.5", () => samplingCalendar([{ day: "2008-06-03", count: 0.5 }])],
  ["2008-06-03 lies outside", () => samplingCalendar(one, { from: "2008-07-01", to: "2008-07-02" })],
  ["the period has 0 days", () => samplingCalendar([], { from: "2008-07-02", to: "2008-07-01" })],
  ["the period has 3652059 days", () => samplingCalendar([], { from: "0001-01-01", to: "9999-12-31" })],
])("refused: %s", (message, draw) => {
  expect(draw).toThrow(RangeError);
  expect(draw).toThrow(message);
});
