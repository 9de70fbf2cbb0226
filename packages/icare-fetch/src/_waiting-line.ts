interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait for something that one of them at a time gets, in the order in which they came. */
export class WaitingLine {
  readonly #waiting: Waiting[] = [];

  /** Wait until it is one's turn. @throws the reason of the signal, or of {@link turnAway} */
  wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
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
      this.#waiting.push(waiting);
    });
  }

  /** It is the next one's turn. @returns whether anybody waited */
  next(): boolean {
    const next = this.#waiting.shift();
    next?.resolve();
    return next !== undefined;
  }

  /** All who wait reject with this. */
  turnAway(reason: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
