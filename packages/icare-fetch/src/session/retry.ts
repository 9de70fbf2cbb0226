import { inspect } from "node:util";
import { shown } from "../_text.ts";
import { isArchiveError, isOutage } from "../errors.ts";
import { sleep } from "./_sleep.ts";

/** How often, and after how long, something is tried again. */
export interface RetryOptions {
  /**
   * Attempts in a row that come to nothing before it is given up, 1 or more: of an operation, such as the transfer of one
   * file, within sessions; and of logins, as long as none has succeeded. @default 10
   */
  readonly attempts?: number;
  /** Wait before the second attempt; doubled before each that follows. Milliseconds. @default 1000 */
  readonly minDelayMs?: number;
  /** Longest wait, milliseconds. @default 120_000 */
  readonly maxDelayMs?: number;
  /**
   * So long an archive is waited for where logins have succeeded before, and now no session can be had: a network that is
   * away, maintenance of the server. Milliseconds, without those in which the computer sleeps; Infinity for ever; `attempts`
   * logins are tried at least. @default 86_400_000, a day
   */
  readonly patienceMs?: number;
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
   * @throws the last error; at once what does not pass (see `ArchiveError.isTransient`), outages, of which the pool of
   * sessions has waited for the end already, and the reason of the signal
   */
  run<T>(
    task: (progressed: () => void) => Promise<T>,
    signal?: AbortSignal,
    onRetry?: (notice: RetryNotice) => void,
  ): Promise<T>;
}

/**
 * The options with all that is not given.
 * @throws RangeError for options that cannot be
 */
export function retryLimits(options: RetryOptions = {}): Required<RetryOptions> {
  const { attempts = 10, minDelayMs = 1000, maxDelayMs = 120_000, patienceMs = 86_400_000 } = options;
  if (!Number.isInteger(attempts) || attempts < 1) {
    throw new RangeError(`retry.attempts must be an integer from 1, got ${inspect(attempts)}`);
  }
  for (const [name, value] of Object.entries({ minDelayMs, maxDelayMs })) {
    if (typeof value !== "number" || !(value >= 0 && value <= 2 ** 31 - 1)) {
      throw new RangeError(`retry.${name} must be milliseconds from 0 to 2147483647, got ${inspect(value)}`);
    }
  }
  if (typeof patienceMs !== "number" || !(patienceMs >= 0)) {
    throw new RangeError(`retry.patienceMs must be milliseconds from 0, got ${inspect(patienceMs)}`);
  }
  return { attempts, minDelayMs, maxDelayMs, patienceMs };
}

/**
 * How long to wait after an attempt that failed.
 * @param attempt from 1
 * @param random gives numbers of [0, 1): waits lie between half and all of their length, lest many clients that were
 * thrown out together come back together
 */
export function delayAfter(
  attempt: number,
  { minDelayMs, maxDelayMs }: Required<RetryOptions>,
  random: () => number,
): number {
  const longest = Math.min(maxDelayMs, minDelayMs * 2 ** Math.min(attempt - 1, 31));
  return longest * (0.5 + 0.5 * random());
}

/**
 * @param random as of {@link delayAfter}
 * @throws RangeError for options that cannot be
 */
export function createRetry(random: () => number, options: RetryOptions = {}): Retry {
  const limits = retryLimits(options);
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
          const passes = isArchiveError(error) && error.isTransient && !isOutage(error);
          if (!passes || attempt >= limits.attempts) throw error;
          const delayMs = delayAfter(attempt, limits, random);
          onRetry?.({ error, attempt, delayMs });
          await sleep(delayMs, signal);
        }
      }
    },
  };
}

/** A notice as a line: what failed, of which file where the error does not say so, and when it is tried again. */
export function retryText({ error, delayMs }: Pick<RetryNotice, "error" | "delayMs">, remotePath: string = ""): string {
  const message = error instanceof Error ? error.message : String(error);
  const named = message.includes(remotePath) ? message : `${remotePath}: ${message}`;
  return `${shown(named)}; trying again in ${Math.max(1, Math.round(delayMs / 1000))} s`;
}
