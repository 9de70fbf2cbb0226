import { expect } from "vitest";
import type { TrainingState } from "../../../src/engines/types.ts";

/** All numbers of a state as bits, by name. */
export function bitsOf(state: TrainingState): Record<string, Uint32Array | number> {
  const bits: Record<string, Uint32Array | number> = { step: state.step };
  for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) {
    for (const [name, values] of state[kind]) bits[`${kind} ${name}`] = new Uint32Array(values.slice().buffer);
  }
  return bits;
}

/** The same numbers but for rounding: to `tolerance` of the largest of each parameter. */
export function expectNear(found: TrainingState, expected: TrainingState, tolerance: number): void {
  expect(found.step).toBe(expected.step);
  for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) {
    expect([...found[kind].keys()]).toEqual([...expected[kind].keys()]);
    for (const [name, values] of expected[kind]) {
      const largest = Math.max(...values.map(Math.abs));
      const error = Math.max(...values.map((value, i) => Math.abs(value - found[kind].get(name)![i]!)));
      expect(error, `${kind} ${name}`).toBeLessThanOrEqual(tolerance * largest + 1e-12);
    }
  }
}
