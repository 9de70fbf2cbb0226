/** Tries of a request, the first one included. */
const tries = 3;
const firstPauseMs = 200;

/** An error that may be gone when the same is tried again. */
export class PassingError extends Error {
  override readonly name = "PassingError";
  /** What is thrown after the last try. */
  readonly lasting: Error;

  constructor(lasting: Error) {
    super(lasting.message, { cause: lasting });
    this.lasting = lasting;
  }
}

/**
 * Try up to three times while it ends with a PassingError. The pauses double, and differ at random, so that many readers do
 * not come back to a server at once.
 * @throws the reason of the signal; any other error; the one within the last PassingError
 */
export async function withRetries<T>(action: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let done = 1; ; done++) {
    try {
      return await action();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof PassingError)) throw error;
      if (done === tries) throw error.lasting;
    }
    await pause(firstPauseMs * 2 ** (done - 1) * (0.5 + Math.random()), signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
