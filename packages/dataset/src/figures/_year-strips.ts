import { type Day, monthNames, weekdayNames } from "./_calendar.ts";
import type { CalendarDrawing, DrawDay } from "./_month-blocks.ts";
import { element, fontSize, moved, path, text } from "./_svg.ts";

/** For the year and the names of weekdays. */
const indent = 40;
const mostWeeks = 54;
const weeksOfMonth = 365.25 / 12 / 7;
/** Of a month, with a gap. */
const nameWidth = 15;
const headHeight = 9;

/** A strip for each year with a column for each week, Mondays on top. */
export function yearStrips(days: readonly Day[], width: number, drawDay: DrawDay): CalendarDrawing {
  const size = (width - indent) / mostWeeks;
  const height = 7 * size + headHeight + 8;
  const years = [...new Set(days.map(({ year }) => year))];
  const strips = years.map((year, i) => {
    const some = days.filter((day) => day.year === year);
    return [
      moved(0, i * height + headHeight, rowNames(year, size)),
      moved(indent, i * height + headHeight, strip(some, size, drawDay)),
    ].join("");
  });
  return { markup: strips.join(""), height: years.length * height, indent };
}

function rowNames(year: number, size: number): string {
  const shown = size < 3.4 ? [0] : [0, 2, 4];
  const names = shown.map((weekday) =>
    text(indent - 4, (weekday + 0.75) * size, weekdayNames[weekday]!, {
      "text-anchor": "end",
      "font-size": fontSize.small,
    }),
  );
  return [text(0, 0.85 * size, String(year), { "font-weight": 700 }), ...names].join("");
}

function strip(days: readonly Day[], size: number, drawDay: DrawDay): string {
  const firsts = days.filter(({ day }, i) => day === 1 || i === 0);
  return [
    ...days.map((day) => drawDay(day, day.week * size, day.weekday * size, size)),
    ...firsts.filter((day) => day.day === 1 && day !== days[0]).map((day) => monthBorder(day, size)),
    ...monthLabels(firsts, size),
  ].join("");
}

/** A line between a month and the one before. */
function monthBorder({ week, weekday }: Day, size: number): string {
  const [x, y] = [week * size, weekday * size];
  const points: [number, number][] = [
    [x, 7 * size],
    [x, y],
  ];
  if (weekday > 0) points.push([x + size, y], [x + size, 0]);
  return element("path", { d: path(points), fill: "none", stroke: "#777777", "stroke-width": 0.5 });
}

/**
 * Names of months above their first whole week: of all that there is room for, or every second, third or sixth. That of
 * the first one is moved to the left, where no day is, when the next one needs its place.
 */
function monthLabels(firsts: readonly Day[], size: number): string[] {
  const every = [1, 2, 3, 6].find((months) => months * weeksOfMonth * size >= nameWidth) ?? 12;
  let most = mostWeeks * size - nameWidth;
  return firsts.toReversed().flatMap((day) => {
    if ((day.month - 1) % every > 0 && day !== firsts[0]) return [];
    const x = Math.min(most, (day.week + (day.weekday > 0 ? 1 : 0)) * size);
    if (x < 0) return [];
    most = x - nameWidth;
    return [text(x, -3, monthNames[day.month - 1]!.slice(0, 3), { "font-size": fontSize.small })];
  });
}
