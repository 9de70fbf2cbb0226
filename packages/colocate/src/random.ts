import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A source of numbers uniform in [0, 1); every function that draws is given one. */
export type Random = () => number;

/**
 * A generator whose numbers depend on nothing but the seed: xoroshiro128+ of pure-rand, 53 bits a number.
 * @param seed an integer of 32 bits
 * @throws RangeError for any other seed: two that differ must not give the same numbers
 */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed) || seed < -(2 ** 31) || seed >= 2 ** 32) {
    throw new RangeError(`seededRandom: the seed must be an integer of 32 bits, got ${seed}`);
  }
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}
