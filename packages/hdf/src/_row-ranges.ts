/** Rows [start, stop). */
export interface RowRange {
  readonly start: number;
  readonly stop: number;
}

/** Which rows of an array have been written. */
export class RowRanges {
  readonly #rows: number;
  /** Ascending, disjoint and not touching. */
  #written: readonly RowRange[] = [];

  /** @param rows number of all rows */
  constructor(rows: number) {
    this.#rows = rows;
  }

  /** @throws RangeError for rows that do not exist or are written already; `what` names the array */
  claim(start: number, stop: number, what: string): void {
    if (!Number.isSafeInteger(start) || start < 0 || stop > this.#rows) {
      throw new RangeError(`${what}: expected rows within 0..${this.#rows}, got ${start}..${stop}`);
    }
    if (start === stop) return;
    if (this.#written.some((range) => start < range.stop && range.start < stop)) {
      throw new RangeError(`${what}: some of the rows ${start}..${stop} have been written already`);
    }
    const before = this.#written.filter((range) => range.stop < start);
    const after = this.#written.filter((range) => range.start > stop);
    const touching = this.#written.slice(before.length, this.#written.length - after.length);
    const joined = {
      start: Math.min(start, ...touching.map((range) => range.start)),
      stop: Math.max(stop, ...touching.map((range) => range.stop)),
    };
    this.#written = [...before, joined, ...after];
  }

  /** What is not written, ascending. */
  *gaps(): Generator<RowRange> {
    let start = 0;
    for (const range of [...this.#written, { start: this.#rows, stop: this.#rows }]) {
      if (start < range.start) yield { start, stop: range.start };
      start = range.stop;
    }
  }
}
