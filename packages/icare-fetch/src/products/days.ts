import { quoted } from "../_text.ts";
/** A day of UTC: `2008-06-03`. */
export type ArchiveDay = string;

const dayMs = 86_400_000;
/** More days than any mission has. */
const mostDays = 20_000;

/**
 * The days between two, both included, with the directory that the archive keeps for each: `2008/2008_06_03`.
 * @throws RangeError for what is no day, a last day before the first, or more than 20,000 days
 */
export function* eachDayDirectory(
  from: ArchiveDay,
  to: ArchiveDay,
): Generator<{ readonly day: ArchiveDay; readonly directory: string }, void, void> {
  const first = parseDay("from", from);
  const last = parseDay("to", to);
  if (last < first) throw new RangeError(`to must not be before from, got ${from} to ${to}`);
  if ((last - first) / dayMs >= mostDays) throw new RangeError(`${from} to ${to} are more than ${mostDays} days`);
  for (let time = first; time <= last; time += dayMs) {
    const day = new Date(time).toISOString().slice(0, 10);
    yield { day, directory: `${day.slice(0, 4)}/${day.replaceAll("-", "_")}` };
  }
}

function parseDay(name: string, day: ArchiveDay): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // Date.parse of 30 February is NaN in Node, but of other engines it may be in March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw new RangeError(`${name} must be a day such as 2008-06-03, got ${quoted(String(day))}`);
  }
  return time;
}
