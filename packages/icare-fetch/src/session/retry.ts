import { isArchiveError } from "../errors.ts";
import { sleep } from "./_sleep.ts";

/** How often, and after how long, something is tried again. */
export interface RetryOptions {
  /** Attempts in a row that come to nothing before it is given up, 1 or more. @default 10 */
  readonly attempts?: number;
  /** Wait before the second attempt; doubled before each that follows. Milliseconds. @default 1000 */
  readonly minDelayMs?: number;
  /** Longest wait, milliseconds. @default 120_000 */
  readonly maxDelayMs?: number;
}

/** What is told before something is tried again. */
export interface RetryNotice {
  readonly error: unknown;
  /** Of the attempt that failed, from 1; from 1 again after one that got somewhere. */
  readonly attempt: number;
  readonly delayMs: number;
}

/** Tries again what failed for reasons that pass. */
export interface Retry {
  /**
   * @param task tells by `progressed` that it got somewhere, so that its failure counts as the first
   * @throws the last error; at once what does not pass (see `ArchiveError.isTransient`), and the reason of the signal
   */
  run<T>(
    task: (progressed: () => void) => Promise<T>,
    signal?: AbortSignal,
    onRetry?: (notice: RetryNotice) => void,
  ): Promise<T>;
}

/**
 * @param random gives numbers of [0, 1): waits lie between half and all of their length, lest many clients that were
 * thrown out together come back together
 * @throws RangeError for options that cannot be
 */
export function createRetry(random: () => number, options: RetryOptions = {}): Retry {
  const { attempts = 10, minDelayMs = 1000, maxDelayMs = 120_000 } = options;
  if (!Number.isInteger(attempts) || attempts < 1) {
    throw new RangeError(`attempts must be an integer from 1, got ${String(attempts)}`);
  }
  for (const [name, value] of Object.entries({ minDelayMs, maxDelayMs })) {
    if (!(value >= 0 && value <= 2 ** 31 - 1)) {
      throw new RangeError(`${name} must be milliseconds from 0 to 2147483647, got ${String(value)}`);
    }
  }
  return {
    async run(task, signal, onRetry) {
      for (let attempt = 1; ; attempt++) {
        signal?.throwIfAborted();
        try {
          return await task(() => {
            attempt = 1;
          });
        } catch (error) {
          signal?.throwIfAborted();
          if (!isArchiveError(error) || !error.isTransient || attempt >= attempts) throw error;
          const longest = Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1));
          const delayMs = longest * (0.5 + 0.5 * random());
          onRetry?.({ error, attempt, delayMs });
          await sleep(delayMs, signal);
        }
      }
    },
  };
}
