import { calendarDays, type Day, monthNames, monthStart, nextMonth, weekdayNames } from "./_calendar.ts";
import { fontSize, ink, moved, text } from "./_svg.ts";

/** The days of a calendar. */
export interface CalendarDrawing {
  readonly markup: string;
  readonly height: number;
  /** Where the days begin, to the right of what names them. */
  readonly indent: number;
}

/** Draws a day of the period in a square of this size. */
export type DrawDay = (day: Day, x: number, y: number, size: number) => string;

/** Points to a day: its number is read in it, and a single month does not look lost on a whole page. */
const [leastSize, mostSize] = [12, 17] as const;
const columnGap = 14;
const headHeight = 21;
const below = 5;

/** Months from that of one day to that of another. */
export function monthCount(from: Day, to: Day): number {
  return 12 * (to.year - from.year) + to.month - from.month + 1;
}

/**
 * A block for each month, as wall calendars have them: a line for each week, Mondays to the left. Days outside the
 * period are numbers alone.
 */
export function monthBlocks(from: Day, to: Day, width: number, drawDay: DrawDay): CalendarDrawing {
  const fitting = (width + columnGap) / monthCount(from, to) - columnGap;
  const size = Math.min(mostSize, Math.max(leastSize, fitting / 7));
  const [stepX, stepY] = [7 * size + columnGap, headHeight + 6 * size + below];
  const columns = Math.max(1, Math.floor((width + columnGap + 1e-6) / stepX));
  const blocks: string[] = [];
  for (let first = monthStart(from); first.number <= to.number; first = nextMonth(first)) {
    const i = blocks.length;
    const markup = block(first, size, (day, x, y) => {
      const isShown = day.number >= from.number && day.number <= to.number;
      return isShown ? drawDay(day, x, y, size) : dayNumber(day, x, y, size, ink.muted);
    });
    blocks.push(moved((i % columns) * stepX, Math.floor(i / columns) * stepY, markup));
  }
  return { height: Math.ceil(blocks.length / columns) * stepY, indent: 0, markup: blocks.join("") };
}

/** The number of a day, in the middle of its square. */
export function dayNumber(day: Day, x: number, y: number, side: number, color: string): string {
  const look = { "text-anchor": "middle", "font-size": fontSize.small, fill: color };
  return text(x + side / 2, y + side / 2 + 2.3, String(day.day), look);
}

function block(first: Day, size: number, drawDay: (day: Day, x: number, y: number) => string): string {
  const small = { "text-anchor": "middle", "font-size": fontSize.small };
  return [
    text(0.4, 8, `${monthNames[first.month - 1]} ${first.year}`, { "font-weight": 700 }),
    ...weekdayNames.map((name, weekday) => text((weekday + 0.5) * size, headHeight - 3, name[0]!, small)),
    ...calendarDays(first, { number: nextMonth(first).number - 1 }).map((day) => {
      const week = Math.floor((day.day - 1 + first.weekday) / 7);
      return drawDay(day, day.weekday * size, headHeight + week * size);
    }),
  ].join("");
}
