/** A task whose result may be had later; its failure is told to whoever asks, and to nobody else. */
interface Ahead<T, R> {
  readonly item: T;
  readonly result: Promise<R>;
}

/** Starts tasks before their results are asked for, in order, so many at a time. */
export class Lookahead<T, R> {
  readonly #items: Iterator<T>;
  readonly #depth: number;
  readonly #start: (item: T) => Promise<R>;
  readonly #ahead: Ahead<T, R>[] = [];

  /** @param depth results that are waiting, or on the way */
  constructor(items: Iterable<T>, depth: number, start: (item: T) => Promise<R>) {
    this.#items = items[Symbol.iterator]();
    this.#depth = depth;
    this.#start = start;
  }

  /** The next item with its result; undefined when there is none left. */
  next(): Ahead<T, R> | undefined {
    this.#fill(this.#depth);
    const next = this.#ahead.shift();
    // The place of the one that is taken.
    this.#fill(this.#depth);
    return next;
  }

  /** What was started and not taken, when it has ended. */
  async drain(): Promise<Ahead<T, R>[]> {
    const left = this.#ahead.splice(0);
    await Promise.allSettled(left.map(({ result }) => result));
    return left;
  }

  #fill(depth: number): void {
    while (this.#ahead.length < depth) {
      const { value, done } = this.#items.next();
      if (done) return;
      const result = this.#start(value as T);
      result.catch(() => {});
      this.#ahead.push({ item: value as T, result });
    }
  }
}
