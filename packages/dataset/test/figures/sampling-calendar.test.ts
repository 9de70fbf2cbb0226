import { describe, expect, test } from "vitest";
import { calendarDays, dayText, monthStart, nextMonth, parseDay } from "../../src/figures/_calendar.ts";
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

test.each([
  ["2008-06-03", "2008-06-01", "2008-07-01"],
  ["2008-02-29", "2008-02-01", "2008-03-01"],
  ["2007-12-31", "2007-12-01", "2008-01-01"],
  ["9999-12-01", "9999-12-01", undefined],
])("the month of %s begins on %s, the next one on %s", (day, start, next) => {
  expect(dayText(monthStart(parseDay(day)))).toBe(start);
  if (next !== undefined) expect(dayText(nextMonth(parseDay(day)))).toBe(next);
});

describe("strips of years", () => {
  const days = [
    { day: "2008-06-03", count: 12 },
    { day: "2008-06-04", count: 0 },
    { day: "2008-07-01", count: 3 },
  ];
  const svg = samplingCalendar(days, { from: "2008-03-01", to: "2008-08-31" });

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
    expect(svgElements(svg).filter(({ name, text }) => name === "title" && text.includes(": "))).toHaveLength(184);
    expect(svg).not.toContain("2008-02-29");
    expect(svg).not.toContain("2008-09-01");
  });

  test("the legend sums up and explains what is there", () => {
    expect(svgTexts(svg)).toEqual(
      expect.arrayContaining(["15 instances on 2 of 184 days, per day:", "not sampled", "no instance", "1–3", "10–12"]),
    );
    expect(svgTexts(samplingCalendar(days.slice(0, 1)))).toEqual(
      expect.arrayContaining(["12 instances on 1 of 1 day, per day:"]),
    );
    for (const name of ["no instance", "not sampled"]) {
      expect(svgTexts(samplingCalendar(days.slice(0, 1)))).not.toContain(name);
    }
  });

  test("months have names", () => {
    expect(svgTexts(svg)).toEqual(expect.arrayContaining(["Mar", "May", "Jun", "Jul", "Aug", "2008"]));
  });

  const twoYears = { from: "2007-11-27", to: "2009-12-02" };
  const namesOf = (drawn: string) =>
    svgTexts(drawn).filter((text) => /^[A-Z][a-z]{2}$/.test(text) && !/day|Mon|Wed|Fri/.test(text));
  const all = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

  test("so have those of which only a few days are there: beside the next one, over no days", () => {
    const drawn = samplingCalendar([], twoYears);
    expect(namesOf(drawn).sort()).toEqual(["Nov", "Dec", ...all, ...all].sort());
    const [november] = placeOfText(drawn, "Nov");
    expect(november).toBeLessThan(square(drawn, "2007-11-27").x);
    const december = svgElements(drawn).filter(({ text }) => text === "Dec");
    const x = december.map(({ attributes, shift }) => shift[0] + Number(attributes.x)).sort((a, b) => a - b);
    expect(x[0]! - november).toBeGreaterThan(14);
  });

  test("a year whose only month has no name among every second one tells it all the same", () => {
    const drawn = samplingCalendar([], { from: "2007-12-10", to: "2008-12-31", widthMm: 60 });
    expect(namesOf(drawn)).toEqual(expect.arrayContaining(["Dec"]));
    expect(svgTexts(drawn).indexOf("Dec")).toBeLessThan(svgTexts(drawn).indexOf("2008"));
  });

  test.each([
    [88, 1],
    [60, 2],
    [40, 6],
  ])("at %d mm there is room for the names of every %d", (widthMm, every) => {
    const drawn = samplingCalendar([], { from: "2008-01-01", to: "2008-12-31", widthMm });
    expect(namesOf(drawn).sort()).toEqual(all.filter((_, month) => month % every === 0).sort());
    const x = svgElements(drawn)
      .filter(({ text }) => all.includes(text))
      .map(({ attributes, shift }) => shift[0] + Number(attributes.x))
      .sort((a, b) => a - b);
    for (let i = 1; i < x.length; i++) expect(x[i]! - x[i - 1]!).toBeGreaterThan(14);
    expect(x.at(-1)! + 15).toBeLessThanOrEqual((widthMm * 72) / 25.4 - 6 + 0.01);
  });
});

describe("blocks of months", () => {
  const days = [
    { day: "2008-06-03", count: 12 },
    { day: "2008-06-04", count: 0 },
    { day: "2008-08-05", count: 3 },
  ];

  test.each([
    ["one day", days.slice(0, 1), ["June 2008"]],
    ["days of one month", days.slice(0, 2), ["June 2008"]],
    ["two months apart", days, ["June 2008", "July 2008", "August 2008"]],
    [
      "over a new year",
      [
        { day: "2008-12-31", count: 1 },
        { day: "2009-01-01", count: 1 },
      ],
      ["December 2008", "January 2009"],
    ],
  ])("tell month and year: %s", (_, some, expected) => {
    const svg = samplingCalendar(some);
    expect(svgTexts(svg).filter((text) => /^[A-Z]\w+ \d{4}$/.test(text))).toEqual(expected);
  });

  test("have a line for each week, Mondays to the left, with the number of each day", () => {
    const svg = samplingCalendar(days);
    const [tuesday, wednesday] = [square(svg, "2008-06-03"), square(svg, "2008-06-04")];
    expect(wednesday.y).toBe(tuesday.y);
    const size = wednesday.x - tuesday.x;
    const [monday, later] = [square(svg, "2008-06-09"), square(svg, "2008-06-10")];
    expect(later).toMatchObject({ x: tuesday.x, y: expect.closeTo(tuesday.y + size, 2) });
    expect(monday.x).toBeCloseTo(tuesday.x - size, 2);
    const [x, y] = placeOfText(svg, "3");
    expect([x, y]).toEqual([
      expect.closeTo(tuesday.x - 0.4 + size / 2, 2),
      expect.closeTo(tuesday.y - 0.4 + size / 2 + 2.3, 2),
    ]);
  });

  test("numbers are white on dark colours, and pale outside the period, where there are no squares", () => {
    const svg = samplingCalendar(days.slice(0, 2));
    const colour = (day: string) =>
      svgElements(svg).find(({ name, text }) => name === "text" && text === day)!.attributes.fill;
    expect(["3", "4", "5"].map(colour)).toEqual(["#ffffff", "#222222", "#a6a6a6"]);
    expect(svg).not.toContain("2008-06-05");
  });

  test("go on in the next line where the page is narrow, and stay on it", () => {
    const svg = samplingCalendar(days, { widthMm: 60 });
    const [june, july] = ["June 2008", "July 2008"].map((name) => placeOfText(svg, name));
    expect(july![0]).toBe(june![0]);
    expect(july![1] - june![1]).toBeGreaterThan(80);
    for (const day of calendarDays(parseDay("2008-06-03"), parseDay("2008-08-05"))) {
      expect(square(svg, dayText(day)).x).toBeLessThan((60 * 72) / 25.4 - 12);
    }
  });

  test("are larger where there are few", () => {
    const sizeOf = (to: string) => {
      const svg = samplingCalendar([], { from: "2008-06-02", to });
      return square(svg, "2008-06-03").x - square(svg, "2008-06-02").x;
    };
    expect(sizeOf("2008-06-30")).toBeCloseTo(17, 1);
    expect(sizeOf("2008-10-31")).toBeLessThan(13);
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
