import { expect } from "vitest";
import { digest } from "./rule.ts";
import type { Digest } from "./truth.ts";

const norm = (values: readonly number[]): number => Math.hypot(...values);

/** The norm and the projection, within `tolerance` of the norm, and the elements, within that of the largest of them. */
export function expectClose(values: ArrayLike<number>, expected: Digest, tolerance: number, what: string): void {
  const found = digest(values);
  expect(found.length, what).toBe(expected.length);
  const [length, , ...elements] = expected as [number, number, ...number[]];
  // Or of what is typical of the whole tensor, where those that were drawn are smaller, or 0.
  const largest = Math.max(length / Math.sqrt(values.length), ...elements.map(Math.abs));
  found.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!) / (i < 2 ? length : largest);
    expect(error, `${what}: ${i < 2 ? ["norm", "projection"][i] : `element ${i - 2}`}`).toBeLessThanOrEqual(tolerance);
  });
}

/** The direction, by the elements, and the length: what remains where rounding turns some ReLUs on or off. */
export function expectAlike(values: ArrayLike<number>, expected: Digest, what: string): void {
  const [foundNorm, foundProjection, ...found] = digest(values) as [number, number, ...number[]];
  const [expectedNorm, expectedProjection, ...wanted] = expected as [number, number, ...number[]];
  expect(found.length, what).toBe(wanted.length);
  const product = found.reduce((sum, value, i) => sum + value * wanted[i]!, 0);
  expect(product / (norm(found) * norm(wanted)), `${what}: cosine`).toBeGreaterThanOrEqual(0.999);
  expect(Math.abs(foundNorm / expectedNorm - 1), `${what}: norm`).toBeLessThanOrEqual(0.01);
  // Of all elements: a cosine of 0.999 leaves an error of 4.5 % of the norm.
  const error = Math.abs(foundProjection - expectedProjection) / expectedNorm;
  expect(error, `${what}: projection`).toBeLessThanOrEqual(0.09);
}
