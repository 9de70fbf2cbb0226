import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { describeValue } from "./_describe.ts";
import { mixSeed } from "./_seed-sequence.ts";

/** A source of numbers uniform in [0, 1); every function that draws is given one. */
export type Random = () => number;

/**
 * A generator whose numbers depend on nothing but the seed and the keys: xoroshiro128+ of pure-rand, 53 bits a number.
 *
 * Give every unit of work a generator of its own by keys that name it (the granule's name, the epoch and the instance),
 * rather than pass one on or save its state: then the numbers depend neither on the order of the work nor on the number
 * of workers, and a run that is resumed draws the same.
 *
 * @param seed an integer from 0 to 2^32 - 1
 * @param keys texts and finite numbers; their order counts, and `1` and `"1"` are different keys
 * @throws RangeError for another seed or a key that is not finite, TypeError for what is neither text nor number: two
 * that differ must not give the same numbers
 * @example
 * ```ts
 * import { seededRandom } from "@atcs/colocate";
 *
 * const random = seededRandom(0, "POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5");
 * const turns = seededRandom(0, "turns", 3, 4711); // epoch 3, instance 4711
 * console.log(random(), turns());
 * ```
 */
export function seededRandom(seed: number, ...keys: readonly (string | number)[]): Random {
  if (typeof seed !== "number")
    throw new TypeError(`seededRandom: the seed must be a number, got ${describeValue(seed)}`);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`seededRandom: the seed must be an integer from 0 to 4294967295, got ${seed}`);
  }
  const [s01, s00, s11, s10] = mixSeed([seed, ...keys.flatMap(keyWords)]);
  // One bit is set, because a state of zeros would give zeros for ever; the first number is made of the other words.
  const generator = xoroshiro128plusFromState([s01! | 1, s00!, s11!, s10!]);
  return () => uniformFloat64(generator);
}

/** A key as words of 32 bits. The first says kind and length, so that no two lists of keys have the same words. */
function keyWords(key: string | number, index: number): number[] {
  if (typeof key === "string") return [key.length + 2, ...textWords(key)];
  if (typeof key !== "number") {
    throw new TypeError(`seededRandom: key ${index} must be a text or a number, got ${describeValue(key)}`);
  }
  if (!Number.isFinite(key)) throw new RangeError(`seededRandom: key ${index} must be finite, got ${key}`);
  const double = new DataView(new ArrayBuffer(8));
  // -0 is 0.
  double.setFloat64(0, key + 0);
  return [1, double.getUint32(0), double.getUint32(4)];
}

/** Two code units of UTF-16 in a word. */
function textWords(text: string): number[] {
  return Array.from(
    { length: Math.ceil(text.length / 2) },
    (_, i) => text.charCodeAt(2 * i) | ((text.charCodeAt(2 * i + 1) || 0) << 16),
  );
}
