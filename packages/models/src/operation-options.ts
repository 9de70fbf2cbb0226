import { checkOptions, checkSignal } from "./_check.ts";

/** Options of what takes a while. */
export interface OperationOptions {
  /**
   * Ends it when it is aborted, and the promise rejects with the reason of the signal. What `fileSystem` has begun to write
   * is removed, but for directories; other places may finish what they have begun.
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The signal of an operation that is to begin.
 * @throws TypeError for an option that there is not, or what is no signal; the reason of one that is aborted already
 */
export function checkOperationOptions(what: string, options: OperationOptions): AbortSignal | undefined {
  checkOptions(what, options, ["signal"]);
  const { signal } = options;
  checkSignal(signal);
  signal?.throwIfAborted();
  return signal;
}
