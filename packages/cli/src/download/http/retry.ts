import { setTimeout as wait } from "node:timers/promises";

/** How often, and after how long, something is tried again. */
export interface RetrySettings {
  /** Attempts in a row that get nowhere, before it is given up. */
  readonly attempts: number;
  /** Wait before the second attempt; doubled before each that follows: milliseconds. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** Numbers of [0, 1): waits lie between half and all of their length, lest many clients come back together. */
  readonly random: () => number;
}

export const defaultRetry: RetrySettings = {
  attempts: 8,
  minDelayMs: 1000,
  maxDelayMs: 60_000,
  random: Math.random,
};

/** Something failed for a reason that may pass. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  /** What the server asked to wait: milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** So often it is tried, at most. */
  readonly attempts: number;

  constructor(
    message: string,
    details: { cause?: unknown; retryAfterMs?: number | undefined; attempts?: number } = {},
  ) {
    super(message, { cause: details.cause });
    this.retryAfterMs = details.retryAfterMs;
    this.attempts = details.attempts ?? Infinity;
  }
}

/**
 * Try until it succeeds.
 * @param task tells whether it got somewhere, so that its failure counts as the first
 * @param onRetry told before each wait: why, and how long
 * @throws what is not transient at once; the last TransientError; the reason of the signal
 */
export async function withRetry<T>(
  task: (progressed: () => void) => Promise<T>,
  settings: RetrySettings,
  signal: AbortSignal,
  onRetry: (error: TransientError, delayMs: number) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await task(() => {
        attempt = 1;
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TransientError) || attempt >= Math.min(settings.attempts, error.attempts)) throw error;
      const longest = Math.min(settings.maxDelayMs, settings.minDelayMs * 2 ** (attempt - 1));
      const delayMs = error.retryAfterMs ?? longest * (0.5 + 0.5 * settings.random());
      onRetry(error, delayMs);
      await wait(delayMs, undefined, { signal });
    }
  }
}
