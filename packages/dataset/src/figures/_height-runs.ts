/** Bins of a profile, one above the other, that share a class. */
export interface HeightRun {
  readonly value: number;
  readonly lowM: number;
  readonly highM: number;
}

/** Bins of a column are at most so thick, in metres: thicker ones have others missing between them. */
const mostBinM = 1000;

/**
 * What is in a column, from its first bin on: runs of bins with the same value that follow each other without a gap.
 * Bins reach halfway to their neighbours; those without a height (beyond -1,000 to 40,000 m) are left out.
 */
export function heightRuns(
  heights: ArrayLike<number>,
  values: ArrayLike<number>,
  first: number,
  bins: number,
): HeightRun[] {
  const half = usualBinM(heights, first, bins) / 2;
  const runs: HeightRun[] = [];
  for (let at = first; at < first + bins; at++) {
    const middle = heights[at]!;
    if (!hasHeight(middle)) continue;
    const [value, lowM, highM] = [values[at]!, middle - half, middle + half];
    const last = runs.at(-1);
    // Heights are whole metres, so that bins of 239.8 m overlap or miss each other by one of them.
    const touches = last !== undefined && Math.max(lowM - last.highM, last.lowM - highM) < half;
    if (last === undefined || last.value !== value || !touches) runs.push({ value, lowM, highM });
    else runs[runs.length - 1] = { value, lowM: Math.min(last.lowM, lowM), highM: Math.max(last.highM, highM) };
  }
  return runs;
}

/** Between runs as far apart as this there is something missing: heights are whole metres, and bins about 240. */
const leastGapM = 60;

/** From where to where a column has no bins, from the ground up to a height. */
export function heightGaps(runs: readonly HeightRun[], topM: number): Pick<HeightRun, "lowM" | "highM">[] {
  const gaps: Pick<HeightRun, "lowM" | "highM">[] = [];
  let covered = 0;
  for (const { lowM, highM } of [...runs, { lowM: topM, highM: topM }].sort((a, b) => a.lowM - b.lowM)) {
    const end = Math.min(lowM, topM);
    if (end - covered >= leastGapM) gaps.push({ lowM: covered, highM: end });
    covered = Math.max(covered, highM);
  }
  return gaps;
}

function hasHeight(metres: number): boolean {
  return metres >= -1000 && metres <= 40_000;
}

/** The middle one of the distances between bins that follow each other. */
function usualBinM(heights: ArrayLike<number>, first: number, bins: number): number {
  const steps: number[] = [];
  for (let at = first + 1; at < first + bins; at++) {
    if (hasHeight(heights[at]!) && hasHeight(heights[at - 1]!)) steps.push(Math.abs(heights[at]! - heights[at - 1]!));
  }
  steps.sort((a, b) => a - b);
  return Math.min(mostBinM, steps[steps.length >> 1] ?? 240);
}
