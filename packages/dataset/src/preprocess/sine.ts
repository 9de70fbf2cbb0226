/** Added to a number and taken away again, it rounds to an integer: doubles of its size have no fraction. */
const rounder = 1.5 * 2 ** 52;

const round = Math.fround;
const radiansPerDegree = round(Math.PI / 180);
/** Taylor's series, the highest power first. */
const [c11, c9, c7, c5, c3] = [-1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6].map(round) as [
  number,
  number,
  number,
  number,
  number,
];

/**
 * Sine of an angle in degrees of at most 1e6, to within 2e-7. Each step is rounded to float32, so that the kernel with
 * SIMD gives the same bit for bit: what is left of the angle after whole half turns is exact, since it has no more digits
 * than the angle, and Taylor's series to the 11th power is good to the rounding.
 * @param angle a number that float32 holds
 */
export function sineOfDegrees(angle: number): number {
  const halfTurns = round(angle * round(1 / 180)) + rounder - rounder;
  const x = round(round(angle - round(halfTurns * 180)) * radiansPerDegree);
  const y = round(x * x);
  const series = round(round(round(round(round(round(round(round(c11 * y) + c9) * y) + c7) * y) + c5) * y) + c3);
  const half = round(halfTurns * 0.5);
  // 1 after an even number of half turns, -1 after an odd one.
  const sign = 1 - 4 * Math.abs(half - (half + rounder - rounder));
  return round(x + round(round(x * y) * series)) * sign;
}
