/** What is asked for and waits. */
interface Waiting {
  readonly bytes: number;
  enter(): void;
}

/** Lets in what fits a number of bytes, in the order of asking; the first is let in however large it is. */
export class ByteBudget {
  readonly #most: number;
  readonly #waiting: Waiting[] = [];
  #inside = 0;
  #bytes = 0;

  /** @param most Infinity for no limit */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when there is room; call `leave` with the same number later. @throws the signal's reason */
  async enter(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
        this.#admit();
      };
      const waiting = {
        bytes,
        enter: () => {
          signal.removeEventListener("abort", stop);
          resolve();
        },
      };
      signal.addEventListener("abort", stop, { once: true });
      this.#waiting.push(waiting);
      this.#admit();
    });
  }

  leave(bytes: number): void {
    this.#inside--;
    this.#bytes -= bytes;
    this.#admit();
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#inside > 0 && this.#bytes + next.bytes > this.#most) return;
      this.#waiting.shift();
      this.#inside++;
      this.#bytes += next.bytes;
      next.enter();
    }
  }
}
