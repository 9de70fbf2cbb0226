import { dayNumber } from "./_calendar.ts";

/** 1993-01-01, where TAI93 begins, in days since 1970-01-01. */
export const epochDay: number = dayNumber(1993, 1, 1);

/**
 * Days since 1970-01-01 that began just after a leap second; complete since 1993 (IERS Bulletin C; none was inserted
 * since 2017-01-01).
 */
const leapDays: readonly number[] = [
  dayNumber(1993, 7, 1),
  dayNumber(1994, 7, 1),
  dayNumber(1996, 1, 1),
  dayNumber(1997, 7, 1),
  dayNumber(1999, 1, 1),
  dayNumber(2006, 1, 1),
  dayNumber(2009, 1, 1),
  dayNumber(2012, 7, 1),
  dayNumber(2015, 7, 1),
  dayNumber(2017, 1, 1),
];

/** TAI93 of the beginnings of those days: whole days, and every leap second up to there. */
const leapInstants: readonly number[] = leapDays.map((day, i) => (day - epochDay) * 86_400 + i + 1);

/** How many leap seconds were inserted from 1993 to the beginning of a day. */
export function leapSecondsUntilDay(days: number): number {
  let count = leapDays.length;
  while (count > 0 && days < leapDays[count - 1]!) count--;
  return count;
}

/** How many leap seconds had begun at an instant of TAI93, and whether the last of them still lasts. */
export function leapSecondsAt(tai93: number): { count: number; inside: boolean } {
  let count = leapInstants.length;
  while (count > 0 && tai93 < leapInstants[count - 1]! - 1) count--;
  return { count, inside: count > 0 && tai93 < leapInstants[count - 1]! };
}

/** Is the last second of this day a leap second? Not known before 1993, and taken for none. */
export function endsWithLeapSecond(days: number): boolean {
  return leapDays.includes(days + 1);
}
