import { numberText } from "./_ticks.ts";

/** Counts that share a colour. */
export interface CountClass {
  readonly from: number;
  readonly to: number;
  /** "4–6" */
  readonly label: string;
  readonly color: string;
}

/**
 * ColorBrewer's sequential scheme YlGnBu without its lightest colours: distinct with any colour vision and in grey, and
 * from the white of nothing.
 */
const colors = ["#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"];
const roundSizes = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** Classes of equal size from 1 to the largest count, five at most; none when there is nothing. */
export function countClasses(largest: number): CountClass[] {
  const size = roundSize(largest / colors.length);
  const count = Math.ceil(largest / size);
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * size + 1, (i + 1) * size];
    const label = size === 1 ? numberText(from) : `${numberText(from)}–${numberText(to)}`;
    return { from, to, label, color: colors[count === 1 ? 2 : Math.round((i * (colors.length - 1)) / (count - 1))]! };
  });
}

/** Is white better read on a colour such as `#2c7fb8` than black? */
export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

/** The class of a count of at least 1. */
export function countClass(classes: readonly CountClass[], count: number): CountClass {
  return classes.find(({ to }) => count <= to)!;
}

function roundSize(least: number): number {
  for (let power = 1; ; power *= 10) {
    const found = roundSizes.find((size) => size * power >= least && Number.isInteger(size * power));
    if (found !== undefined) return found * power;
  }
}
