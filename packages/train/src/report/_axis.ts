import { linearTicks, logTicks, plainTick, type Tick } from "./_ticks.ts";

/** How numbers become places along a length. */
export interface Axis {
  readonly ticks: readonly Tick[];
  /** From 0 at the least value to 1 at the largest; beyond that for values outside of the range. */
  readonly share: (value: number) => number;
  /** Can the value be drawn? */
  readonly has: (value: number) => boolean;
}

/** What an axis is to show. */
export interface AxisOptions {
  /** Numbers that must have a place. */
  readonly values: readonly number[];
  /** In place of the range of the values. */
  readonly range?: readonly [from: number, to: number] | undefined;
  readonly scale: "linear" | "log";
  readonly mostTicks: number;
  /** Places of ticks, in place of round numbers; those out of the range are left out. */
  readonly ticks?: readonly number[] | undefined;
}

/** An axis over a range, or over values with a little room at both ends. */
export function makeAxis({ values, range, scale, mostTicks, ticks: wanted }: AxisOptions): Axis {
  const log = scale === "log";
  const has = (value: number): boolean => Number.isFinite(value) && (!log || value > 0);
  const place = log ? Math.log10 : (value: number): number => value;
  const [low, high] =
    range === undefined ? roomyRange(values.filter(has).map(place)) : [place(range[0]), place(range[1])];
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new RangeError(`the range of an axis is ${range?.join(" to ")}: expected two numbers, the smaller one first`);
  }
  const round = log ? logTicks(10 ** low, 10 ** high, mostTicks) : linearTicks(low, high, mostTicks);
  const share = (value: number): number => (place(value) - low) / (high - low);
  const ticks = wanted?.filter((value) => has(value) && share(value) >= 0 && share(value) <= 1).map(plainTick) ?? round;
  return { ticks, has, share };
}

/** Of their size. Values that are closer together are shown as the same: ticks between them would all have one label. */
const leastSpread = 1e-9;

function roomyRange(places: readonly number[]): [number, number] {
  if (places.length === 0) return [0, 1];
  const low = places.reduce((least, value) => Math.min(least, value));
  const high = places.reduce((most, value) => Math.max(most, value));
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = high - low > leastSpread * size ? 0.04 * (high - low) : 0.5 * Math.max(size, 1e-6);
  return [low - room, high + room];
}
