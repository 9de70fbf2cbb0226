import { inspect } from "node:util";
import { sleep } from "./_sleep.ts";

/** Holds back transfers that together would be faster than allowed. */
export interface Limiter {
  /** Account for bytes that came; resolves when more may come. @throws the reason of the signal */
  take(bytes: number, signal?: AbortSignal): Promise<void>;
}

/** So long may a burst be. */
const burstMs = 250;

/**
 * @param bytesPerSecond of all transfers together; Infinity for no limit
 * @param now a clock in milliseconds
 * @throws RangeError unless it is above 0
 */
export function createLimiter(bytesPerSecond: number, now: () => number = () => performance.now()): Limiter {
  if (typeof bytesPerSecond !== "number" || !(bytesPerSecond > 0)) {
    throw new RangeError(`bytesPerSecond must be a number above 0, got ${inspect(bytesPerSecond)}`);
  }
  if (bytesPerSecond === Infinity) return { take: async (_bytes, signal) => signal?.throwIfAborted() };
  /** When all that came would have come at the allowed rate. */
  let dueMs = Number.NEGATIVE_INFINITY;
  return {
    async take(bytes, signal) {
      signal?.throwIfAborted();
      dueMs = Math.max(dueMs, now() - burstMs) + (1000 * bytes) / bytesPerSecond;
      const ahead = dueMs - now();
      if (ahead > 0) await sleep(ahead, signal);
    },
  };
}
