/** So many bytes wait to be compressed and written at a time, before compression. */
const maxPendingBytes = 2 ** 26;

/** Writes on their way: they are compressed in parallel, in no more memory than a bound. */
export class PendingWrites {
  readonly #writes: { readonly bytes: number; readonly done: Promise<void> }[] = [];
  #bytes = 0;

  /**
   * Start a write, when enough of those before it are done.
   * @param bytes that it takes while it waits
   * @throws the error of a write before it
   */
  async add(bytes: number, start: () => Promise<void>): Promise<void> {
    while (this.#writes.length > 0 && this.#bytes + bytes > maxPendingBytes) await this.#finishOldest();
    const done = start();
    // It may fail before its turn comes, when its error is told.
    done.catch(() => {});
    this.#writes.push({ bytes, done });
    this.#bytes += bytes;
  }

  /** Wait for all of them. @throws the first error */
  async finish(): Promise<void> {
    while (this.#writes.length > 0) await this.#finishOldest();
  }

  async #finishOldest(): Promise<void> {
    const { bytes, done } = this.#writes.shift()!;
    this.#bytes -= bytes;
    await done;
  }
}
