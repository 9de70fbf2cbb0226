/**
 * Waits for what may never end, such as a read of somebody's source: a signal, or the end of everything, ends the wait.
 */
export class Waiting {
  readonly #rejections = new Set<(reason: unknown) => void>();

  /** Waits under way. */
  get count(): number {
    return this.#rejections.size;
  }

  /** What `promise` gives, unless `signal` aborts or `end` is called before: then its reason. */
  wait<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
    // When the wait has ended early, nobody is left for a later failure.
    promise.catch(() => {});
    return new Promise<T>((resolve, reject) => {
      signal?.throwIfAborted();
      const forget = (): void => {
        signal?.removeEventListener("abort", onAbort);
        this.#rejections.delete(fail);
      };
      const fail = (reason: unknown): void => {
        forget();
        reject(reason);
      };
      const onAbort = (): void => fail(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#rejections.add(fail);
      promise.then((value) => {
        forget();
        resolve(value);
      }, fail);
    });
  }

  /** End all waits. */
  end(makeReason: () => unknown): void {
    for (const fail of [...this.#rejections]) fail(makeReason());
  }
}
