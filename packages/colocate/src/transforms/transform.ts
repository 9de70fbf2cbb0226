import { checkObject, checkOptions } from "../_check-options.ts";
import { checkedRandom } from "../_checked-random.ts";
import { deepFreeze } from "../_deep-freeze.ts";
import type { Random } from "../random.ts";

/**
 * One of the eight ways to lay a square on itself: first a mirror image, if any, then quarter turns.
 * Images need not be square; a quarter turn swaps their height and width.
 */
export interface Transform {
  /** Number of quarter turns, counter-clockwise as seen with row 0 on top. */
  readonly quarterTurns: 0 | 1 | 2 | 3;
  /** Are east and west exchanged before that? */
  readonly mirror: boolean;
}

/** Everything stays where it is. */
export const identityTransform: Transform = /* @__PURE__ */ Object.freeze({ quarterTurns: 0, mirror: false });

/** A mirror image with east and west exchanged: column `width - 1 - col`. */
export const horizontalFlip: Transform = /* @__PURE__ */ Object.freeze({ quarterTurns: 0, mirror: true });

/** A mirror image with north and south exchanged: row `height - 1 - row`. */
export const verticalFlip: Transform = /* @__PURE__ */ Object.freeze({ quarterTurns: 2, mirror: true });

/** A quarter turn counter-clockwise: what was in the east is then in the north. */
export const quarterTurn: Transform = /* @__PURE__ */ Object.freeze({ quarterTurns: 1, mirror: false });

/** All eight, without mirror first: also what an average of predictions over turned images goes through. */
export const allTransforms: readonly Transform[] = /* @__PURE__ */ makeTransforms();

function makeTransforms(): readonly Transform[] {
  return deepFreeze(
    [false, true].flatMap((mirror) => ([0, 1, 2, 3] as const).map((quarterTurns) => ({ quarterTurns, mirror }))),
  );
}

/** The one transform that does what these do one after another, the first one first. */
export function composeTransforms(...transforms: readonly Transform[]): Transform {
  let turns = 0;
  let mirror = false;
  for (const next of transforms) {
    checkTransform(next);
    // A mirror image turns the other way round.
    turns = next.quarterTurns + (next.mirror ? -turns : turns);
    mirror = mirror !== next.mirror;
  }
  return { quarterTurns: moduloFour(turns), mirror };
}

/** The transform that undoes this one. */
export function invertTransform(transform: Transform): Transform {
  checkTransform(transform);
  const { quarterTurns, mirror } = transform;
  return { quarterTurns: mirror ? quarterTurns : moduloFour(-quarterTurns), mirror };
}

/** What {@link randomTransform} may draw. */
export interface RandomTransformOptions {
  /** Quarter turns. Without them the only mirror image is the horizontal flip. @default true */
  readonly turns?: boolean;
  /** Mirror images. @default true */
  readonly mirror?: boolean;
}

/**
 * A transform drawn uniformly from those allowed, by one number of the generator whatever is allowed.
 * @throws RangeError when the generator gives a number outside of [0, 1); TypeError for what is no generator or option
 */
export function randomTransform(random: Random, options: RandomTransformOptions = {}): Transform {
  checkOptions("randomTransform", options);
  const { turns = true, mirror = true } = options;
  const draw = checkedRandom("randomTransform", random);
  const allowed = allTransforms.filter((one) => (turns || one.quarterTurns === 0) && (mirror || !one.mirror));
  return allowed[Math.floor(draw() * allowed.length)]!;
}

/** @throws RangeError or TypeError for what is not one of the eight */
export function checkTransform(transform: Transform): void {
  checkObject("the transform", transform);
  const { quarterTurns, mirror } = transform;
  if (![0, 1, 2, 3].includes(quarterTurns)) {
    throw new RangeError(`quarterTurns is ${quarterTurns}: expected 0, 1, 2 or 3`);
  }
  if (typeof mirror !== "boolean") throw new TypeError(`mirror is ${mirror}: expected true or false`);
}

function moduloFour(turns: number): Transform["quarterTurns"] {
  return (turns & 3) as Transform["quarterTurns"];
}
