import type { GenerationInfo } from "@atcs/dataset";
import type { SampledDay } from "@atcs/dataset/figures";

/** What the calendar shows. */
export interface SampledPeriod {
  readonly days: readonly SampledDay[];
  readonly from: string;
  readonly to: string;
}

/**
 * Days with the number of their instances, those that gave none too, in the period that they were drawn from.
 * @param instanceDays the day of each instance
 * @returns undefined when no day is known
 */
export function sampledPeriod(
  instanceDays: readonly string[],
  generation: Pick<GenerationInfo, "days" | "args">,
): SampledPeriod | undefined {
  const counts = new Map(generation.days.map((day) => [day, 0]));
  for (const day of instanceDays) counts.set(day, (counts.get(day) ?? 0) + 1);
  const days = [...counts].map(([day, count]) => ({ day, count })).sort((a, b) => (a.day < b.day ? -1 : 1));
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return undefined;
  const from = dayArgument(generation.args.from) ?? first;
  const to = dayArgument(generation.args.to) ?? last;
  // Days as text are in their order.
  const [earliest, latest] = [[from, first].sort()[0]!, [to, last].sort()[1]!];
  return { days, from: earliest, to: latest };
}

function dayArgument(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined;
  const time = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value ? undefined : value;
}
