import { describe, expect, test } from "vitest";
import { type Random, seededRandom } from "../src/random.ts";

const granule = "POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5";

/** The first numbers of a generator. */
function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random());
}

/** Draw `index` of the generators of 10,000 seeds or keys. */
function column(make: (i: number) => Random, index: number): number[] {
  return Array.from({ length: 10_000 }, (_, i) => draw(make(i), index + 1)[index]!);
}

/** Pearson's chi-square of 16 equal bins of [0, 1): 15 on average, above 37.7 in one of a thousand cases. */
function chiSquare(values: readonly number[]): number {
  const counts = new Array<number>(16).fill(0);
  for (const value of values) counts[Math.floor(value * 16)]!++;
  const expected = values.length / 16;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Coefficient of correlation; above 0.04 for independent columns of 10,000 in less than one of ten thousand cases. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}

// Data sets follow from these numbers: if they change, with a new version of pure-rand or here, so does every data set.
test.each<[[number, ...(string | number)[]], number[]]>([
  [[0], [0.7824554691153004, 0.09751574828590592, 0.7867544924741926]],
  [[1], [0.5148144768923066, 0.7124659182057359, 0.27564982197148347]],
  [[4294967295], [0.5553357817466975, 0.9346959066403199, 0.44486531734103907]],
  [
    [0, granule],
    [0.9696649186531071, 0.999367033118427, 0.09181493760261039],
  ],
  [
    [0, 3, 4711],
    [0.2713808938904799, 0.5581129489322896, 0.5662371135146836],
  ],
  [
    [0, 0.1],
    [0.12156783103711799, 0.19948917135700617, 0.5867105873576062],
  ],
  [
    [0, "é\u{1f600}"],
    [0.6320658741721437, 0.564430306506994, 0.15980543413385084],
  ],
])("the numbers of %j", (seedAndKeys, numbers) => {
  expect(draw(seededRandom(...seedAndKeys), 3)).toEqual(numbers);
});

describe("keys", () => {
  test("other kinds, orders, borders and lengths of keys are other generators", () => {
    const lists: (string | number)[][] = [
      [],
      [""],
      ["", ""],
      [0],
      [0, 0],
      [1],
      ["0"],
      ["1"],
      ["\0"],
      ["\0\0"],
      ["ab", "c"],
      ["a", "bc"],
      ["abc"],
      ["c", "ab"],
      [1, 2],
      [2, 1],
      [-1],
      [0.1],
      [2 ** 32],
      [2 ** 53],
      [granule],
      [granule, 0],
      [0, granule],
    ];
    const first = lists.map((keys) => seededRandom(0, ...keys)());
    expect(new Set(first).size).toBe(lists.length);
  });

  test("-0 is 0", () => {
    expect(seededRandom(0, -0)()).toBe(seededRandom(0, 0)());
  });
});

describe.each<[string, (i: number) => Random]>([
  ["seeds", (i) => seededRandom(i)],
  ["large seeds", (i) => seededRandom(2 ** 32 - 1 - i)],
  ["numbers as keys", (i) => seededRandom(0, i)],
  ["texts as keys", (i) => seededRandom(0, `instance ${i}`)],
  ["last of three keys", (i) => seededRandom(7, granule, 3, i)],
])("neighbouring %s", (_, make) => {
  const columns = [0, 1, 2, 3].map((index) => column(make, index));

  test.each([0, 1, 2, 3])("draw %i is uniform", (index) => {
    const values = columns[index]!;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(chiSquare(values)).toBeLessThan(37.7);
    // The lower bits too.
    expect(chiSquare(values.map((value) => (value * 2 ** 20) % 1))).toBeLessThan(37.7);
  });

  test("their draws say nothing about each other", () => {
    for (const values of columns) {
      expect(Math.abs(correlation(values.slice(0, -1), values.slice(1)))).toBeLessThan(0.04);
    }
    for (const [i, values] of columns.entries()) {
      for (const later of columns.slice(i + 1)) expect(Math.abs(correlation(values, later))).toBeLessThan(0.04);
    }
  });
});

test("generators do not share their state", () => {
  const [one, other] = [seededRandom(3, "a"), seededRandom(3, "a")];
  const numbers = draw(one, 5);
  expect(draw(other, 5)).toEqual(numbers);
});

describe("what is refused", () => {
  test.each([-1, 2 ** 32, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("seed %d", (seed) => {
    expect(() => seededRandom(seed)).toThrow(RangeError);
    expect(() => seededRandom(seed)).toThrow(`the seed must be an integer from 0 to 4294967295, got ${seed}`);
  });

  test.each(["0", undefined, null, 1n])("%o is no seed", (seed) => {
    expect(() => seededRandom(seed as unknown as number)).toThrow(TypeError);
  });

  test("keys that are not finite, or neither text nor number", () => {
    expect(() => seededRandom(0, "a", Number.NaN)).toThrow(RangeError);
    expect(() => seededRandom(0, "a", Number.NaN)).toThrow("key 1 must be finite, got NaN");
    for (const key of [undefined, null, true, {}, ["a"]]) {
      expect(() => seededRandom(0, key as unknown as string)).toThrow(TypeError);
    }
  });
});
