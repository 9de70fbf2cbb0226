import { calendarDays, type Day, dayAt, dayText, parseDay } from "./_calendar.ts";
import { checkOptions, checkWidth } from "./_check.ts";
import { type CountClass, countClass, countClasses, isDark } from "./_count-colors.ts";
import { type LegendEntry, legend } from "./_legend.ts";
import { dayNumber, monthBlocks, monthCount } from "./_month-blocks.ts";
import { element, figure, heading, ink, inPoints, line, moved } from "./_svg.ts";
import { numberText } from "./_ticks.ts";
import { yearStrips } from "./_year-strips.ts";

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

const margin = { left: 6, right: 6, top: 18, bottom: 4 };
const mostDays = 40 * 366;
/** Of more months there is a strip for each year. */
const mostBlocks = 5;

/**
 * On which days a dataset has instances: SVG text of a calendar with a row of weeks for each year, Mondays on top; up
 * to five months are blocks with the numbers of their days. Days of the period that were not chosen are empty squares,
 * chosen ones without an instance are crossed out.
 * @throws RangeError for days that do not exist, are listed twice or lie outside the period, and for no days at all
 */
export function samplingCalendar(days: readonly SampledDay[], options: SamplingCalendarOptions = {}): string {
  checkOptions("samplingCalendar", options, ["title", "widthMm", "from", "to"]);
  const { title = "Sampled days", widthMm = 180 } = options;
  checkWidth(widthMm);
  const counts = countDays(days);
  const { from, to } = period(counts, options);
  const width = inPoints(widthMm) - margin.left - margin.right;
  const classes = countClasses(Math.max(0, ...counts.values()));
  const look = { counts, classes };
  const shown = calendarDays(from, to);
  const calendar =
    monthCount(from, to) > mostBlocks
      ? yearStrips(shown, width, (day, x, y, size) => square(day, x, y, size, look))
      : monthBlocks(from, to, width, (day, x, y, size) => numberedSquare(day, x, y, size, look));
  const indent = calendar.indent;
  const keys = legend(entries(counts, classes, shown.length), width - indent);
  return figure({
    widthMm,
    height: margin.top + calendar.height + keys.height + margin.bottom,
    title,
    children: [
      heading(margin.left + indent, 12, title, width - indent),
      moved(margin.left, margin.top, calendar.markup),
      moved(margin.left + indent, margin.top + calendar.height, keys.markup),
    ],
  });
}

interface Look {
  readonly counts: ReadonlyMap<number, number>;
  readonly classes: readonly CountClass[];
}

function numberedSquare(day: Day, x: number, y: number, size: number, look: Look): string {
  const count = look.counts.get(day.number);
  const color = count && isDark(countClass(look.classes, count).color) ? ink.page : ink.text;
  return square(day, x, y, size, look) + dayNumber(day, x, y, size, color);
}

function square(day: Day, left: number, top: number, size: number, { counts, classes }: Look): string {
  const count = counts.get(day.number);
  const [x, y] = [left + 0.4, top + 0.4];
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
  const some: LegendEntry[] = [{ name: summary }];
  if (values.length < inPeriod) some.push({ name: "not sampled", color: ink.page });
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
