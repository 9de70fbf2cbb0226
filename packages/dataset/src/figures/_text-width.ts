/** Widths of the characters from space to tilde in thousandths of the size: Helvetica, from Adobe's font metrics. */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const usualWidth = 556;

/** About how wide a text is set, in the unit of its size. Characters that are not ASCII count as one of usual width. */
export function textWidth(content: string, size: number): number {
  let sum = 0;
  for (const character of content) sum += widths[character.codePointAt(0)! - 32] ?? usualWidth;
  return (sum * size) / 1000;
}

/** Where none of the figures' fonts is there, letters may be so much wider. */
export const spareWidth = 1.17;

/** The size at which a text fits into a width, whatever the font: the one that is wanted, or a smaller one. */
export function fittingSize(content: string, wanted: number, width: number): number {
  return Math.min(wanted, width / (spareWidth * Math.max(textWidth(content, 1), 1e-3)));
}
