import type { AxisSelection } from "@atcs/hdf";
import type { AxisRange } from "./slice.ts";

/**
 * Cut a selection into slabs of at most `maxElements` that follow each other in C order, so that a data set of any size
 * passes through bounded memory. Where the data is chunked, cuts lie on chunk borders if possible: no chunk is decoded
 * twice. An empty selection is one empty slab.
 */
export function* splitIntoSlabs(
  ranges: readonly AxisRange[],
  chunks: readonly number[] | null,
  maxElements: number,
): Generator<AxisRange[]> {
  if (ranges.length === 0 || ranges.some(({ count }) => count === 0)) {
    yield [...ranges];
    return;
  }
  // Axes behind `axis` are taken whole, those before it one index at a time.
  let axis = ranges.length - 1;
  let inner = 1;
  while (axis > 0 && inner * ranges[axis]!.count <= maxElements) inner *= ranges[axis--]!.count;
  const rows = Math.max(1, Math.floor(maxElements / inner));
  for (const outer of eachIndex(ranges.slice(0, axis))) {
    for (const part of cut(ranges[axis]!, rows, chunks?.[axis] ?? 1)) yield [...outer, part, ...ranges.slice(axis + 1)];
  }
}

/** The same selection in the form that `read` takes. */
export function toSelection(ranges: readonly AxisRange[]): AxisSelection[] {
  return ranges.map(({ start, count, step, dropped }) => {
    if (dropped) return start;
    return count === 0 ? [start, start] : [start, start + (count - 1) * step + 1, step];
  });
}

/** Lengths of the axes that remain. */
export function remainingShape(ranges: readonly AxisRange[]): number[] {
  return ranges.filter(({ dropped }) => !dropped).map(({ count }) => count);
}

function* eachIndex(ranges: readonly AxisRange[]): Generator<AxisRange[]> {
  const [first, ...others] = ranges;
  if (first === undefined) {
    yield [];
    return;
  }
  for (let i = 0; i < first.count; i++) {
    const single = { ...first, start: first.start + i * first.step, count: 1 };
    for (const rest of eachIndex(others)) yield [single, ...rest];
  }
}

function* cut(range: AxisRange, rows: number, chunk: number): Generator<AxisRange> {
  const { start, count, step } = range;
  for (let done = 0; done < count; ) {
    const first = start + done * step;
    const border = Math.floor((first + rows * step) / chunk) * chunk;
    const upToBorder = Math.ceil((border - first) / step);
    const take = Math.min(upToBorder > 0 ? Math.min(upToBorder, rows) : rows, count - done);
    yield { ...range, start: first, count: take };
    done += take;
  }
}
