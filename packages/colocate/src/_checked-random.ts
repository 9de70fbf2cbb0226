import { describeValue } from "./_describe.ts";
import type { Random } from "./random.ts";

/**
 * A generator that says so when the given one does not keep to [0, 1), where an index or a place would be made of it.
 * @throws TypeError for what is no function; the generator RangeError for a number outside of [0, 1)
 */
export function checkedRandom(caller: string, random: Random): Random {
  if (typeof random !== "function") {
    throw new TypeError(`${caller}: random must be a function, got ${describeValue(random)}`);
  }
  return () => {
    const number = random();
    if (typeof number === "number" && number >= 0 && number < 1) return number;
    throw new RangeError(`${caller}: random gave ${describeValue(number)}: expected a number from 0 to below 1`);
  };
}
