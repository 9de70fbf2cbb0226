import { fieldKind } from "../fields/field-kind.ts";
import { withinTurn } from "../grid/_whole-turns.ts";
import type { Transform } from "./transform.ts";

/** What a transform does to the values of some channels: `sign * value + shift`, an angle modulo 360 degrees. */
export interface ValueTurn {
  /** Channels `channel` to `channel + count - 1`. */
  readonly channel: number;
  readonly count: number;
  readonly sign: 1 | -1;
  readonly shift: number;
  readonly angle: boolean;
}

/** The channels whose values a transform changes, and how. */
export function valueTurns(fields: readonly string[], transform: Transform): ValueTurn[] {
  const turns: ValueTurn[] = [];
  for (let channel = 0, end = 1; channel < fields.length; channel = end, end++) {
    const field = fields[channel]!;
    // The angles of a directional field stand side by side.
    while (end < fields.length && fields[end] === field) end++;
    const turn = turnOf(field, transform);
    if (turn) turns.push({ channel, count: end - channel, ...turn });
  }
  return turns;
}

function turnOf(field: string, transform: Transform): Omit<ValueTurn, "channel" | "count"> | undefined {
  const { quarterTurns, mirror } = transform;
  switch (fieldKind(field).turning) {
    case "scalar":
      return undefined;
    case "odd":
      return mirror ? { sign: -1, shift: 0, angle: false } : undefined;
    case "relative-azimuth":
      return mirror ? { sign: -1, shift: 0, angle: true } : undefined;
    case "azimuth":
      if (quarterTurns === 0 && !mirror) return undefined;
      // Clockwise from north: a counter-clockwise quarter turn takes 90 degrees away.
      return { sign: mirror ? -1 : 1, shift: -90 * quarterTurns, angle: true };
  }
}

/** Change values `begin` to `begin + length - 1` in place; missing and non-finite ones stay as they are. */
export function turnValues(
  data: Float32Array,
  begin: number,
  length: number,
  { sign, shift, angle }: ValueTurn,
  missing: number,
): void {
  for (let i = begin; i < begin + length; i++) {
    const value = data[i]!;
    if (value === missing || !Number.isFinite(value)) continue;
    // Not -value: zero has no sign here.
    const turned = sign === 1 ? value + shift : shift - value;
    data[i] = angle ? withinTurn(turned) : turned;
  }
}
