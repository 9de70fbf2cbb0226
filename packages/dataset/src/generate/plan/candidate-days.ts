import { seededRandom } from "@atcs/colocate";
import { describeValue } from "../../_check-options.ts";

const dayMs = 86_400_000;

/** @throws RangeError unless it is a day such as 2008-06-03 */
export function checkDay(name: string, day: string): void {
  const time = typeof day === "string" && /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && dayOf(time) === day) return;
  throw new RangeError(`${name} is ${describeValue(day)}: expected a day such as 2008-06-03`);
}

/** All days between two, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += dayMs) days.push(dayOf(time));
  return days;
}

/** The day so many days later. */
export function dayAfter(day: string, days = 1): string {
  return dayOf(Date.parse(day) + days * dayMs);
}

/** Days by their months, `2008-06`. */
export function byMonth(days: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const months = new Map<string, string[]>();
  for (const day of days) {
    const month = day.slice(0, 7);
    const ofMonth = months.get(month);
    if (ofMonth === undefined) months.set(month, [day]);
    else ofMonth.push(day);
  }
  return months;
}

/**
 * A seeded order, in which each item has a place of its own that does not depend on the others: of a selection from the
 * front, a larger one holds the smaller.
 */
export function drawOrder<T>(items: readonly T[], nameOf: (item: T) => string, seed: number, kind: string): T[] {
  const drawn = items.map((item) => ({ item, name: nameOf(item), place: seededRandom(seed, kind, nameOf(item))() }));
  drawn.sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1));
  return drawn.map(({ item }) => item);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
