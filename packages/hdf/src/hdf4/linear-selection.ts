import { breathe } from "../_breathe.ts";
import type { AxisRange } from "../selection.ts";
import type { LinearElement } from "./container.ts";
import { copyRun } from "./copy-run.ts";
import { maxGap, pieceLength } from "./extents.ts";
import { type NumberType, toHostOrder } from "./number-types.ts";

/** Runs that are read together at most: more would only take memory for their list. */
const maxRuns = 2 ** 16;

/** Elements of a selection that lie `step` bytes apart, so that they are copied in one go. */
interface Runs {
  /** Elements of one run. */
  readonly count: number;
  /** Bytes from one element to the next. */
  readonly step: number;
  /** Offset of each run in bytes, ascending. */
  readonly offsets: Generator<number>;
}

/** Runs that are read together. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly offsets: readonly number[];
  /** Elements of each run. */
  readonly count: number;
}

/** Pieces that are read at the same time, while the one before them is put in order. */
const readAhead = 4;

/**
 * Read a selection of a linear element in C order into `target`, in the machine's byte order.
 * @param target as many bytes as the selection has, aligned to the element size
 */
export async function readLinear(
  element: LinearElement,
  type: NumberType,
  shape: readonly number[],
  ranges: readonly AxisRange[],
  target: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  if (target.length === 0) return;
  const { size } = type;
  const runs = findRuns(shape, ranges, size);
  let to = 0;
  const started: { part: Uint8Array; filled: Promise<void> }[] = [];
  const finishFirst = async (): Promise<void> => {
    const first = started.shift();
    if (first === undefined) return;
    await first.filled;
    toHostOrder(first.part, type);
    await breathe(signal);
  };
  for (const piece of makePieces(runs, size, element.indivisible === true)) {
    const part = target.subarray(to, to + piece.offsets.length * piece.count * size);
    const filled = readPiece(element, piece, runs.step, size, part, signal);
    // When an earlier piece fails, nobody waits for this one any more.
    filled.catch(() => {});
    started.push({ part, filled });
    to += part.length;
    if (started.length === readAhead) await finishFirst();
  }
  while (started.length > 0) await finishFirst();
}

async function readPiece(
  element: LinearElement,
  { start, end, offsets, count }: Piece,
  step: number,
  size: number,
  part: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (part.length === end - start && element.readInto !== undefined) {
    await element.readInto(part, start, signal);
    return;
  }
  const bytes = await element.read(start, end - start, signal);
  let to = 0;
  for (const offset of offsets) {
    copyRun(bytes, offset - start, step, part, to, count, size);
    to += count * size;
  }
}

function findRuns(shape: readonly number[], ranges: readonly AxisRange[], size: number): Runs {
  const strides = new Array<number>(shape.length);
  let stride = size;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  let outer = shape.length;
  let count = 1;
  while (outer > 0) {
    const range = ranges[outer - 1] as AxisRange;
    if (range.step !== 1 && range.count !== 1) break;
    count *= range.count;
    outer--;
    if (range.count !== shape[outer]) break;
  }
  let step = size;
  const last = ranges[outer - 1];
  if (count === 1 && last !== undefined && last.step * (strides[outer - 1] as number) <= maxGap) {
    outer--;
    count = last.count;
    step = last.step * (strides[outer] as number);
  }
  return { count, step, offsets: offsetsOf(ranges, strides, outer) };
}

/** Offset of the first element of every run: all positions along the outer axes. */
function* offsetsOf(ranges: readonly AxisRange[], strides: readonly number[], outer: number): Generator<number> {
  let offset = ranges.reduce((sum, { start }, axis) => sum + start * (strides[axis] as number), 0);
  const positions = new Array<number>(outer).fill(0);
  for (;;) {
    yield offset;
    let axis = outer - 1;
    for (; axis >= 0; axis--) {
      const { count, step } = ranges[axis] as AxisRange;
      const advance = step * (strides[axis] as number);
      offset += advance;
      positions[axis] = (positions[axis] as number) + 1;
      if ((positions[axis] as number) < count) break;
      offset -= advance * count;
      positions[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** @param indivisible reading a part costs as much as reading everything, so everything is one piece */
function* makePieces({ count, step, offsets }: Runs, size: number, indivisible: boolean): Generator<Piece> {
  const span = (count - 1) * step + size;
  const longest = indivisible ? Number.POSITIVE_INFINITY : pieceLength;
  let piece: { start: number; end: number; offsets: number[]; count: number } | undefined;
  for (const offset of offsets) {
    if (span > longest) {
      // Elements lie at most `maxGap` apart, so that several fit in a piece.
      const most = Math.floor(pieceLength / step);
      for (let first = 0; first < count; first += most) {
        const part = Math.min(most, count - first);
        const start = offset + first * step;
        yield { start, end: start + (part - 1) * step + size, offsets: [start], count: part };
      }
      continue;
    }
    const fits =
      piece !== undefined &&
      (indivisible ||
        (offset <= piece.end + maxGap && offset + span - piece.start <= pieceLength && piece.offsets.length < maxRuns));
    if (piece !== undefined && fits) {
      piece.offsets.push(offset);
      piece.end = offset + span;
    } else {
      if (piece !== undefined) yield piece;
      piece = { start: offset, end: offset + span, offsets: [offset], count };
    }
  }
  if (piece !== undefined) yield piece;
}
