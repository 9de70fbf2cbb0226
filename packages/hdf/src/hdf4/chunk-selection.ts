import type { AxisRange } from "../selection.ts";
import type { ChunkedElement } from "./container.ts";
import { copyRun, fillRun } from "./copy-run.ts";

/** Chunks that are asked for at once. */
const batchSize = 1024;

/** The part of a selection along one axis that lies in one chunk. */
interface Part {
  /** First selected element within the chunk, and the distance to the next. */
  readonly start: number;
  readonly step: number;
  readonly count: number;
  /** Where the first one goes in the result. */
  readonly target: number;
}

/**
 * Read a selection of a chunked element in C order into `target`, as stored (in the file's byte order). An array may
 * have far more chunks than are stored or selected: time and memory depend on those that are both.
 * @param target zeros
 */
export async function readChunked(
  element: ChunkedElement,
  ranges: readonly AxisRange[],
  target: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  if (target.length === 0) return;
  const { chunkShape, elementSize, fillBytes } = element;
  const stored = await element.storedChunks();
  signal?.throwIfAborted();
  const selection = new ChunkSelection(element, ranges);
  const numbers = selection.among(stored);
  if (numbers.length < selection.count && fillBytes.some((byte) => byte !== 0)) {
    fillRun(fillBytes, target, 0, target.length / elementSize);
  }
  const copier = new BoxCopier(chunkShape, ranges, elementSize, target);
  const use = (number: number, bytes: Uint8Array): void => copier.copy(bytes, selection.partsOf(number));
  for (let first = 0; first < numbers.length; first += batchSize) {
    await element.readChunks(numbers.slice(first, first + batchSize), use, signal);
  }
}

/** Which chunks a selection touches, computed and not listed. */
class ChunkSelection {
  /** Number of chunks that hold a selected element. */
  readonly count: number;
  readonly #ranges: readonly AxisRange[];
  readonly #chunkShape: readonly number[];
  readonly #grid: readonly number[];
  readonly #counts: readonly number[];

  constructor({ shape, chunkShape }: ChunkedElement, ranges: readonly AxisRange[]) {
    this.#ranges = ranges;
    this.#chunkShape = chunkShape;
    this.#grid = shape.map((length, axis) => Math.ceil(length / chunkShape[axis]!));
    this.#counts = ranges.map((range, axis) => touchedChunks(range, chunkShape[axis]!));
    this.count = this.#counts.reduce((product, count) => product * count, 1);
  }

  /** The touched ones of some chunks, ascending. */
  among(stored: ReadonlyMap<number, number>): number[] {
    if (this.count <= stored.size) return [...this.#all()].filter((number) => stored.has(number));
    const touched = [...stored.keys()].filter((number) => this.partsOf(number).every(({ count }) => count > 0));
    return touched.sort((a, b) => a - b);
  }

  /** The selected part of a chunk along each axis. */
  partsOf(number: number): Part[] {
    const parts = new Array<Part>(this.#grid.length);
    let rest = number;
    for (let axis = parts.length - 1; axis >= 0; axis--) {
      const length = this.#grid[axis]!;
      const outer = Math.floor(rest / length);
      parts[axis] = partOf(this.#ranges[axis]!, rest - outer * length, this.#chunkShape[axis]!);
      rest = outer;
    }
    return parts;
  }

  /** Numbers of all touched chunks, ascending. */
  *#all(axis = 0, outer = 0): Generator<number> {
    const { start, step } = this.#ranges[axis]!;
    const chunkLength = this.#chunkShape[axis]!;
    const first = Math.floor(start / chunkLength);
    for (let i = 0; i < this.#counts[axis]!; i++) {
      // Steps that are longer than chunks leave some out; then each selected element is in a chunk of its own.
      const position = step > chunkLength ? Math.floor((start + i * step) / chunkLength) : first + i;
      const number = outer * this.#grid[axis]! + position;
      if (axis === this.#grid.length - 1) yield number;
      else yield* this.#all(axis + 1, number);
    }
  }
}

function touchedChunks({ start, count, step }: AxisRange, chunkLength: number): number {
  if (step > chunkLength) return count;
  return Math.floor((start + (count - 1) * step) / chunkLength) - Math.floor(start / chunkLength) + 1;
}

/** The part of an axis' selection in the chunk at a position along it; its count is not positive when there is none. */
function partOf({ start, count, step }: AxisRange, position: number, chunkLength: number): Part {
  const chunkStart = position * chunkLength;
  const target = Math.max(0, Math.ceil((chunkStart - start) / step));
  const end = Math.min(count, Math.ceil((chunkStart + chunkLength - start) / step));
  return { start: start + target * step - chunkStart, step, count: end - target, target };
}

/** Copies parts of chunks to their places in the result. */
class BoxCopier {
  readonly #chunkShape: readonly number[];
  readonly #targetShape: readonly number[];
  readonly #chunkStrides: readonly number[];
  readonly #targetStrides: readonly number[];
  readonly #size: number;
  readonly #target: Uint8Array;

  constructor(chunkShape: readonly number[], ranges: readonly AxisRange[], size: number, target: Uint8Array) {
    this.#chunkShape = chunkShape;
    this.#targetShape = ranges.map(({ count }) => count);
    this.#chunkStrides = stridesOf(chunkShape, size);
    this.#targetStrides = stridesOf(this.#targetShape, size);
    this.#size = size;
    this.#target = target;
  }

  /** @param bytes the decoded chunk */
  copy(bytes: Uint8Array, box: readonly Part[]): void {
    let from = 0;
    let to = 0;
    for (const [axis, part] of box.entries()) {
      from += part.start * (this.#chunkStrides[axis] as number);
      to += part.target * (this.#targetStrides[axis] as number);
    }
    this.#copyAxis(bytes, box, 0, this.#runAxis(box), from, to);
  }

  /** The axis from which on the part is one run, in the chunk and in the result: it has all of the axes behind. */
  #runAxis(box: readonly Part[]): number {
    let axis = box.length - 1;
    for (; axis > 0; axis--) {
      const { count } = box[axis] as Part;
      if (count !== this.#chunkShape[axis] || count !== this.#targetShape[axis]) break;
      if ((box[axis - 1] as Part).step !== 1) break;
    }
    return axis;
  }

  #copyAxis(bytes: Uint8Array, box: readonly Part[], axis: number, runAxis: number, from: number, to: number): void {
    const { count, step } = box[axis] as Part;
    const fromStep = step * (this.#chunkStrides[axis] as number);
    const toStep = this.#targetStrides[axis] as number;
    if (axis < runAxis) {
      for (let i = 0; i < count; i++) {
        this.#copyAxis(bytes, box, axis + 1, runAxis, from + i * fromStep, to + i * toStep);
      }
      return;
    }
    const elements = (count * toStep) / this.#size;
    copyRun(bytes, from, axis === box.length - 1 ? fromStep : this.#size, this.#target, to, elements, this.#size);
  }
}

/** Bytes from one element to the next along each axis. */
function stridesOf(shape: readonly number[], size: number): number[] {
  const strides = new Array<number>(shape.length);
  let stride = size;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}
