import { calendarDays, type Day, dayAt, dayText, parseDay } from "./_calendar.ts";
import { checkOptions, checkWidth } from "./_check.ts";
import { type CountClass, countClass, countClasses } from "./_count-colors.ts";
import { type LegendEntry, legend } from "./_legend.ts";
import { element, figure, fontSize, heading, ink, inPoints, line, moved, path, text } from "./_svg.ts";
import { numberText } from "./_ticks.ts";

/** A day that was chosen, and what it gave. */
export interface SampledDay {
  /** `2008-06-03` */
  readonly day: string;
  /** Instances of the day, 0 for a day that gave none. */
  readonly count: number;
}

/** Options of {@link samplingCalendar}. */
export interface SamplingCalendarOptions {
  /** @default "Sampled days" */
  readonly title?: string | undefined;
  /** Width on paper in mm, from 40. @default 180 */
  readonly widthMm?: number | undefined;
  /** First and last day that could have been chosen, `2007-11-27`. @default those of the list */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const margin = { left: 46, right: 6, top: 18, bottom: 4 };
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const mostWeeks = 54;
/** Of a month, with a gap. */
const mostNameWidth = 15;
const mostDays = 40 * 366;

/**
 * On which days a dataset has instances: SVG text of a calendar with a row of weeks for each year, Mondays on top. Days
 * of the period that were not chosen are empty squares, chosen ones without an instance are crossed out.
 * @throws RangeError for days that do not exist, are listed twice or lie outside the period, and for no days at all
 */
export function samplingCalendar(days: readonly SampledDay[], options: SamplingCalendarOptions = {}): string {
  checkOptions("samplingCalendar", options, ["title", "widthMm", "from", "to"]);
  const { title = "Sampled days", widthMm = 180 } = options;
  checkWidth(widthMm);
  const counts = countDays(days);
  const { from, to } = period(counts, options);
  const width = inPoints(widthMm) - margin.left - margin.right;
  const size = width / mostWeeks;
  const years = Array.from({ length: to.year - from.year + 1 }, (_, i) => from.year + i);
  const rowHeight = 7 * size + 17;
  const classes = countClasses(Math.max(0, ...counts.values()));
  const shown = calendarDays(from, to);
  const keys = legend(entries(counts, classes, shown.length), width);
  return figure({
    widthMm,
    height: margin.top + years.length * rowHeight + keys.height + margin.bottom,
    title,
    children: [
      heading(margin.left, 12, title, width),
      years.map((year, i) =>
        moved(
          margin.left,
          margin.top + i * rowHeight + 9,
          yearRow(
            year,
            shown.filter((day) => day.year === year),
            { counts, classes, size },
          ),
        ),
      ),
      moved(margin.left, margin.top + years.length * rowHeight, keys.markup),
    ],
  });
}

interface Look {
  readonly counts: ReadonlyMap<number, number>;
  readonly classes: readonly CountClass[];
  readonly size: number;
}

function yearRow(year: number, days: readonly Day[], look: Look): string {
  const { size } = look;
  const names = (size < 3.4 ? ["Mon"] : ["Mon", "Wed", "Fri"]).map((name, i) =>
    text(-4, (2 * i + 0.75) * size, name, { "text-anchor": "end", "font-size": fontSize.small }),
  );
  const firsts = days.filter(({ day }, i) => day === 1 || i === 0);
  return [
    text(-43, 0.85 * size, String(year), { "font-weight": 700 }),
    ...names,
    ...days.map((day) => dayCell(day, look)),
    ...firsts.map((day) => monthStart(day, days, size)),
  ].join("");
}

/** The month's name, where there is room for it, and a line between it and the month before. */
function monthStart(day: Day, days: readonly Day[], size: number): string {
  const rest = days.filter(({ month }) => month === day.month);
  const x = day.week * size;
  const left = x + (day.weekday > 0 ? size : 0);
  const room = (rest.at(-1)!.week + 1) * size - left;
  const name = room < mostNameWidth ? "" : text(left, -3, months[day.month - 1]!, { "font-size": fontSize.small });
  if (day.day !== 1 || day === days[0]) return name;
  const y = day.weekday * size;
  const points: [number, number][] = [
    [x, 7 * size],
    [x, y],
  ];
  if (day.weekday > 0) points.push([x + size, y], [x + size, 0]);
  return name + element("path", { d: path(points), fill: "none", stroke: "#777777", "stroke-width": 0.5 });
}

function dayCell(day: Day, { counts, classes, size }: Look): string {
  const count = counts.get(day.number);
  const [x, y] = [day.week * size + 0.4, day.weekday * size + 0.4];
  const side = size - 0.8;
  const color = count ? countClass(classes, count).color : ink.page;
  const what = count === undefined ? "not sampled" : numberText(count);
  return [
    element(
      "rect",
      { x, y, width: side, height: side, fill: color, stroke: count ? color : ink.faint, "stroke-width": 0.4 },
      element("title", {}, `${dayText(day)}: ${what}`),
    ),
    count === 0 ? cross(x, y, side) : "",
  ].join("");
}

function cross(x: number, y: number, side: number): string {
  return line(x, y + side, x + side, y, { stroke: "#888888", "stroke-width": 0.6 });
}

function entries(counts: ReadonlyMap<number, number>, classes: readonly CountClass[], inPeriod: number): LegendEntry[] {
  const values = [...counts.values()];
  const total = values.reduce((sum, count) => sum + count, 0);
  const filled = values.filter((count) => count > 0).length;
  const summary = `${counted(total, "instance")} on ${numberText(filled)} of ${counted(inPeriod, "day")}, per day:`;
  const some: LegendEntry[] = [{ name: summary }, { name: "not sampled", color: ink.page }];
  if (filled < values.length) {
    some.push({
      name: "no instance",
      mark: (size) => [
        element("rect", { width: size, height: size, fill: ink.page, stroke: ink.faint, "stroke-width": 0.4 }),
        cross(0, 0, size),
      ],
    });
  }
  return [...some, ...classes.map(({ label, color }) => ({ name: label, color }))];
}

function counted(count: number, what: string): string {
  return `${numberText(count)} ${what}${count === 1 ? "" : "s"}`;
}

/** Counts by the number of the day since 1970. */
function countDays(days: readonly SampledDay[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { day, count } of days) {
    const { number } = parseDay(day);
    if (counts.has(number)) throw new RangeError(`${day} is listed twice: expected each day once`);
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`the count of ${day} is ${count}: expected a whole number from 0`);
    }
    counts.set(number, count);
  }
  return counts;
}

function period(counts: ReadonlyMap<number, number>, options: SamplingCalendarOptions): { from: Day; to: Day } {
  const listed = [...counts.keys()].sort((a, b) => a - b);
  const ends = [options.from, options.to].map((end) => (end === undefined ? undefined : parseDay(end).number));
  const [from = listed[0], to = listed.at(-1)] = ends;
  if (from === undefined || to === undefined) {
    throw new RangeError("there is no day to draw: expected days, or the first and the last one of the period");
  }
  if (from > to || to - from >= mostDays) {
    throw new RangeError(`the period has ${to - from + 1} days: expected 1 to ${mostDays}`);
  }
  const outside = listed.find((number) => number < from || number > to);
  if (outside !== undefined)
    throw new RangeError(`${dayText({ number: outside })} lies outside the period of the calendar`);
  return { from: dayAt(from), to: dayAt(to) };
}
