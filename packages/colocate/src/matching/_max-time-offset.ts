/** Seconds by which the granules of one half orbit may differ, unless the caller says otherwise. */
export const defaultMaxTimeOffset = 600;

/** @throws RangeError unless it is a number from 0; infinity is one */
export function checkMaxTimeOffset(caller: string, maxTimeOffset: number): void {
  // Written so that NaN fails too.
  if (maxTimeOffset >= 0) return;
  throw new RangeError(`${caller}: the largest time offset must be a number of seconds from 0, got ${maxTimeOffset}`);
}
