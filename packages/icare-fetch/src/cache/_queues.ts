interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One task at a time for each key; the others wait in line. */
export class Queues {
  /** Those who wait, of each key that somebody has. */
  readonly #lines = new Map<string, Waiting[]>();

  /** Have the key, when nobody else has it. @throws the reason of the signal, or of {@link close} */
  async enter(key: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const line = this.#lines.get(key);
    if (line === undefined) {
      this.#lines.set(key, []);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        line.splice(line.indexOf(waiting), 1);
        reject(signal?.reason);
      };
      const done = (): void => signal?.removeEventListener("abort", onAbort);
      const waiting: Waiting = {
        resolve: () => {
          done();
          resolve();
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      line.push(waiting);
    });
  }

  /** @returns whether nobody had it */
  tryEnter(key: string): boolean {
    if (this.#lines.has(key)) return false;
    this.#lines.set(key, []);
    return true;
  }

  /** The next one has it. */
  leave(key: string): void {
    const next = this.#lines.get(key)?.shift();
    if (next === undefined) this.#lines.delete(key);
    else next.resolve();
  }

  /** All who wait are turned away. */
  close(reason: unknown): void {
    for (const line of this.#lines.values()) for (const waiting of line.splice(0)) waiting.reject(reason);
  }
}
