const dayMs = 86_400_000;

export const monthNames: readonly string[] = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const weekdayNames: readonly string[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A day and its place in the calendar of its year. */
export interface Day {
  /** Days since 1970-01-01. */
  readonly number: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 0 for Mondays to 6 for Sundays. */
  readonly weekday: number;
  /** Weeks begin on Mondays; 0 for the one with January 1. */
  readonly week: number;
}

/** All days from one to another. */
export function calendarDays(from: Pick<Day, "number">, to: Pick<Day, "number">): Day[] {
  return Array.from({ length: to.number - from.number + 1 }, (_, i) => dayAt(from.number + i));
}

/** @throws RangeError for what is no day such as `2008-06-03` */
export function parseDay(value: string): Day {
  const ms = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  const day = Number.isNaN(ms) ? undefined : dayAt(ms / dayMs);
  // Some engines take the 31st of June for the 1st of July.
  if (day !== undefined && dayText(day) === value) return day;
  throw new RangeError(`a day is ${JSON.stringify(value)}: expected one such as 2008-06-03`);
}

/** `2008-06-03` */
export function dayText({ number }: Pick<Day, "number">): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

/** The day of a number. */
export function dayAt(number: number): Day {
  const date = new Date(number * dayMs);
  const year = date.getUTCFullYear();
  const first = Date.UTC(year, 0, 1) / dayMs;
  return {
    number,
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: weekdayOf(number),
    week: Math.floor((number - first + weekdayOf(first)) / 7),
  };
}

/** The first day of a day's month. */
export function monthStart({ number, day }: Day): Day {
  return dayAt(number - day + 1);
}

/** The first day of the month after a day's. */
export function nextMonth(day: Day): Day {
  return monthStart(dayAt(monthStart(day).number + 31));
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(number: number): number {
  return (((number + 3) % 7) + 7) % 7;
}
