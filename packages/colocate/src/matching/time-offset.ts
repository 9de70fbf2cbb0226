import { describeValue } from "../_describe.ts";

/** Seconds by which the beginnings of acquisition of one half orbit's granules may differ, unless told otherwise. */
export const defaultMaxTimeOffsetSec = 600;

/** How far apart in time things may be that belong together. */
export interface TimeOffsetOptions {
  /** Largest difference in seconds, in either direction, from 0; infinity is allowed. @default 600 */
  readonly maxTimeOffsetSec?: number;
}

/**
 * The option, checked.
 * @throws TypeError when the options are none; RangeError for an offset that is not a number from 0
 */
export function readMaxTimeOffset(caller: string, options: TimeOffsetOptions): number {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `${caller}: the options must be an object with maxTimeOffsetSec, got ${describeValue(options)}`,
    );
  }
  const { maxTimeOffsetSec = defaultMaxTimeOffsetSec } = options;
  // Written so that NaN fails too.
  if (typeof maxTimeOffsetSec === "number" && maxTimeOffsetSec >= 0) return maxTimeOffsetSec;
  throw new RangeError(
    `${caller}: maxTimeOffsetSec must be a number of seconds from 0, got ${describeValue(maxTimeOffsetSec)}`,
  );
}
