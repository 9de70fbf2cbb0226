import { checkInteger } from "../config/check.ts";

/** Slots of views of every directional field. */
export const slotCount = 16;

/** Views are packed from slot 0 on, and nearly every pixel has so many: the nadir is between slots 6 and 7. */
const usualViews = 14;

/**
 * Which slots of views are kept when fewer angles are to be used. The first 14 slots, which nearly every pixel has, are
 * divided into so many equal parts, and the slot in the middle of each is kept: the angles are spread over the whole pass of
 * the satellite and lie on both sides of the nadir alike (with slot s, 13 - s is kept too; of an odd number one is slot 6, next to
 * the nadir). 15 and 16 are the first slots, though slot 14 is rarely there and slot 15 almost never.
 *
 * @param count from 1 to 16
 * @returns slots from 0 to 15, in rising order: of 1, 2, 4 and 8 angles [6], [3, 10], [1, 5, 8, 12] and
 * [0, 2, 4, 6, 7, 9, 11, 13]
 */
export function keptAngles(count: number): readonly number[] {
  checkInteger("the number of angles", count, 1, slotCount);
  if (count >= usualViews) return Array.from({ length: count }, (_, slot) => slot);
  const half = Array.from({ length: Math.floor(count / 2) }, (_, i) =>
    Math.round((usualViews * (i + 0.5)) / count - 0.5),
  );
  const middle = count % 2 === 1 ? [usualViews / 2 - 1] : [];
  return [...half, ...middle, ...half.map((slot) => usualViews - 1 - slot).reverse()];
}

/** The others: what `omitAngles` is for so many angles. */
export function omittedAngles(count: number): readonly number[] {
  const kept = keptAngles(count);
  return Array.from({ length: slotCount }, (_, slot) => slot).filter((slot) => !kept.includes(slot));
}
