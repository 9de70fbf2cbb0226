import { inspect } from "node:util";
import { shown } from "../_text.ts";
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

/** So often a host's name is looked up before it is taken for mistyped. */
const mostLookUps = 3;

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
   * @throws the last error; at once what does not pass (see `ArchiveError.isTransient`), and the reason of the signal.
   * A host's name that was never found may be mistyped, and is looked up three times at most
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
    throw new RangeError(`retry.attempts must be an integer from 1, got ${inspect(attempts)}`);
  }
  for (const [name, value] of Object.entries({ minDelayMs, maxDelayMs })) {
    if (typeof value !== "number" || !(value >= 0 && value <= 2 ** 31 - 1)) {
      throw new RangeError(`retry.${name} must be milliseconds from 0 to 2147483647, got ${inspect(value)}`);
    }
  }
  let isHostFound = false;
  return {
    async run(task, signal, onRetry) {
      for (let attempt = 1; ; attempt++) {
        signal?.throwIfAborted();
        try {
          const result = await task(() => {
            attempt = 1;
          });
          isHostFound = true;
          return result;
        } catch (error) {
          signal?.throwIfAborted();
          isHostFound ||= !isLookUp(error);
          const most = isHostFound ? attempts : Math.min(attempts, mostLookUps);
          if (!isArchiveError(error) || !error.isTransient || attempt >= most) throw error;
          const longest = Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1));
          const delayMs = longest * (0.5 + 0.5 * random());
          onRetry?.({ error, attempt, delayMs });
          await sleep(delayMs, signal);
        }
      }
    },
  };
}

/** Did it fail because there is no such name, or nobody who knows it? */
function isLookUp(error: unknown): boolean {
  if (!isArchiveError(error)) return false;
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return code === "ENOTFOUND" || code === "EAI_AGAIN";
}

/** A notice as a line: what failed, of which file where the error does not say so, and when it is tried again. */
export function retryText({ error, delayMs }: RetryNotice, remotePath: string = ""): string {
  const message = error instanceof Error ? error.message : String(error);
  const named = message.includes(remotePath) ? message : `${remotePath}: ${message}`;
  return `${shown(named)}; tried again in ${(delayMs / 1000).toFixed(1)} s`;
}
