import fc from "fast-check";
import { tai93ToUtc } from "../../src/time/tai93.ts";
import type { UtcTime } from "../../src/time/utc-time.ts";

/**
 * TAI93 of the ends of all leap seconds since 1993, of which IERS Bulletin C announced the days: by the definition of
 * TAI93 the days since 1993-01-01 times 86400, and as many seconds as leap seconds were inserted.
 */
export const leapInstants: readonly (readonly [day: string, tai93: number])[] = [
  ["1993-07-01", 15638401],
  ["1994-07-01", 47174402],
  ["1996-01-01", 94608003],
  ["1997-07-01", 141868804],
  ["1999-01-01", 189302405],
  ["2006-01-01", 410227206],
  ["2009-01-01", 504921607],
  ["2012-07-01", 615254408],
  ["2015-07-01", 709862409],
  ["2017-01-01", 757382410],
];

/** Instants from 1993 to 2050 in TAI93, half of them within two seconds of a leap second. */
export function anyTai93(): fc.Arbitrary<number> {
  const nearLeap = fc
    .tuple(fc.constantFrom(...leapInstants), fc.double({ min: -2, max: 2, noNaN: true }))
    .map(([[, instant], offset]) => instant + offset);
  return fc.oneof(fc.double({ min: 0, max: 1.8e9, noNaN: true }), nearLeap);
}

/** Times of whole milliseconds from 1993 to 2050, some inside leap seconds. */
export function anyMillisecond(): fc.Arbitrary<UtcTime> {
  return fc.tuple(anyTai93(), fc.nat(999)).map(([tai93, millisecond]) => {
    const utc = tai93ToUtc(Math.floor(tai93));
    return { ...utc, second: (utc.second * 1000 + millisecond) / 1000 };
  });
}

/** Times of whole seconds from 1993 to 2050, some of them leap seconds. */
export function anySecond(): fc.Arbitrary<UtcTime> {
  return anyTai93().map((tai93) => tai93ToUtc(Math.floor(tai93)));
}
