import fc from "fast-check";
import { expect, test } from "vitest";
import { mixSeed } from "../src/_seed-sequence.ts";

// numpy.random.SeedSequence(words).generate_state(4), NumPy 1.24.
test.each([
  [[0], [2968811710, 3677149159, 745650761, 2884920346]],
  [[1], [1835504127, 1731038949, 1320224556, 2330041505]],
  [[4294967295], [1992424968, 705021410, 3255730584, 540206095]],
  [
    [1, 2, 3, 4],
    [4251844491, 3567780332, 413190620, 264885781],
  ],
  [
    [1, 2, 3, 4, 5, 6, 7],
    [1473699950, 2347498550, 2851142778, 785663715],
  ],
  [
    [0, 0, 0, 0, 0],
    [3757552657, 2018376492, 1456443223, 3395645823],
  ],
])("words %j", (words, state) => {
  expect([...mixSeed(words)]).toEqual(state);
});

test("one bit changes about half of the bits, in every word", () => {
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const changed = [0, 0, 0, 0];
  const runs = 500;
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(7), fc.nat(31), (words, at, bit) => {
      const other = words.with(at % words.length, words[at % words.length]! ^ (1 << bit));
      const [a, b] = [mixSeed(words), mixSeed(other)];
      for (let i = 0; i < 4; i++) changed[i]! += countBits(a[i]! ^ b[i]!);
    }),
    { numRuns: runs, seed: 1 },
  );
  for (const count of changed) expect(Math.abs(count / runs - 16)).toBeLessThan(0.6);
});

function countBits(word: number): number {
  return (word >>> 0).toString(2).replaceAll("0", "").length;
}
