/** Batches one after another, with the time that was waited for them. */
export class Feed<T> implements AsyncIterable<T> {
  readonly #batches: AsyncIterable<T>;
  readonly #seconds: () => number;
  #waiting = 0;

  /** @param seconds a clock that nobody sets */
  constructor(batches: AsyncIterable<T>, seconds: () => number) {
    this.#batches = batches;
    this.#seconds = seconds;
  }

  /** Seconds that were waited for batches that were given so far, and for the end. */
  get waitingSeconds(): number {
    return this.#waiting;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    let asked = this.#seconds();
    for await (const batch of this.#batches) {
      this.#waiting += this.#seconds() - asked;
      yield batch;
      asked = this.#seconds();
    }
    this.#waiting += this.#seconds() - asked;
  }
}
