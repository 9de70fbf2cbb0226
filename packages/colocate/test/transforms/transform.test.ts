import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/random.ts";
import {
  allTransforms,
  composeTransforms,
  horizontalFlip,
  identityTransform,
  invertTransform,
  quarterTurn,
  randomTransform,
  type Transform,
  verticalFlip,
} from "../../src/transforms/transform.ts";
import { transformPositions } from "../../src/transforms/transform-positions.ts";
import { transforms } from "./support/arbitraries.ts";

const extent = { height: 3, width: 5 };

/** Where two pixels go that tell all eight transforms apart; the size of the image after them. */
function effect(...steps: Transform[]) {
  let positions = Float64Array.of(0, 1, 2, 3);
  let { height, width } = extent;
  for (const step of steps) {
    positions = transformPositions(positions, { height, width }, step) as Float64Array<ArrayBuffer>;
    if (step.quarterTurns % 2 === 1) [height, width] = [width, height];
  }
  return { positions: [...positions], height, width };
}

describe("transforms", () => {
  it("are eight, and all different", () => {
    expect(allTransforms).toHaveLength(8);
    expect(new Set(allTransforms.map((one) => JSON.stringify(effect(one)))).size).toBe(8);
  });

  it.each([
    ["horizontal flip", horizontalFlip, [0, 3, 2, 1], 3, 5],
    ["vertical flip", verticalFlip, [2, 1, 0, 3], 3, 5],
    ["quarter turn", quarterTurn, [3, 0, 1, 2], 5, 3],
    ["half turn", { quarterTurns: 2, mirror: false } as const, [2, 3, 0, 1], 3, 5],
    ["identity", identityTransform, [0, 1, 2, 3], 3, 5],
  ])("%s puts pixels where it says", (_, transform, positions, height, width) => {
    expect(effect(transform)).toEqual({ positions, height, width });
  });

  it("compose to one that does the same as all in turn", () => {
    fc.assert(
      fc.property(fc.array(transforms, { maxLength: 5 }), (steps) => {
        expect(effect(composeTransforms(...steps))).toEqual(effect(...steps));
      }),
    );
  });

  it.each(allTransforms)(
    "$quarterTurns turns, mirror $mirror: the inverse undoes it, before and after",
    (transform) => {
      const inverse = invertTransform(transform);
      expect(composeTransforms(transform, inverse)).toEqual(identityTransform);
      expect(composeTransforms(inverse, transform)).toEqual(identityTransform);
      expect(effect(transform, inverse)).toEqual(effect());
    },
  );

  it("refuses what is none of the eight", () => {
    const wrong = { quarterTurns: 4, mirror: false } as unknown as Transform;
    expect(() => composeTransforms(wrong)).toThrow(new RangeError("quarterTurns is 4: expected 0, 1, 2 or 3"));
    const noMirror = { quarterTurns: 1 } as unknown as Transform;
    expect(() => invertTransform(noMirror)).toThrow(new TypeError("mirror is undefined: expected true or false"));
  });
});

describe("randomTransform", () => {
  it.each([
    [{}, 8],
    [{ mirror: false }, 4],
    [{ turns: false }, 2],
    [{ turns: false, mirror: false }, 1],
  ])("%o draws each of %i as often", (options, count) => {
    const random = seededRandom(12);
    const draws = 8000;
    const found = new Map<string, number>();
    for (let i = 0; i < draws; i++) {
      const drawn = JSON.stringify(randomTransform(random, options));
      found.set(drawn, (found.get(drawn) ?? 0) + 1);
    }
    expect(found.size).toBe(count);
    const expected = draws / count;
    // Five standard deviations of a binomial distribution.
    for (const n of found.values()) expect(Math.abs(n - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected));
  });

  it("takes one number whatever is allowed, so that what is drawn next stays the same", () => {
    const [one, other] = [seededRandom(3), seededRandom(3)];
    randomTransform(one);
    randomTransform(other, { turns: false, mirror: false });
    expect(one()).toBe(other());
  });

  it("refuses a generator that leaves [0, 1)", () => {
    expect(() => randomTransform(() => 1)).toThrow(
      new RangeError("randomTransform: random gave 1: expected a number from 0 to below 1"),
    );
    expect(() => randomTransform(() => Number.NaN)).toThrow(RangeError);
    expect(() => randomTransform(undefined as never)).toThrow(TypeError);
  });
});
