import type { Batch } from "./types.ts";

/** Makes the batch of these instances; its inputs in this memory, if it has their size. */
export type MakeBatch = (ids: readonly number[], signal: AbortSignal, memory?: ArrayBuffer) => Promise<Batch>;

/** How batches are streamed. */
export interface StreamOptions {
  readonly prefetch: number;
  /** The inputs of a batch are overwritten once the next one is asked for. */
  readonly reuse: boolean;
}

/**
 * Batches in the order of the plan. Of those that are not yet asked for, `prefetch` at most are being made or are there;
 * what is under way when the caller has enough is aborted.
 */
export async function* streamBatches(
  plan: readonly (readonly number[])[],
  make: MakeBatch,
  { prefetch, reuse }: StreamOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch, void, undefined> {
  signal?.throwIfAborted();
  const control = new AbortController();
  const onAbort = (): void => control.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const ahead: Promise<Batch>[] = [];
  const free: ArrayBuffer[] = [];
  let next = 0;
  const startUpTo = (count: number): void => {
    while (next < plan.length && ahead.length < count) {
      const batch = make(plan[next++]!, control.signal, free.pop());
      // It is awaited later; should an earlier one fail, nobody is left to see it.
      batch.catch(() => {});
      ahead.push(batch);
    }
  };
  try {
    for (;;) {
      startUpTo(Math.max(1, prefetch));
      const batch = ahead.shift();
      if (batch === undefined) return;
      const made = await batch;
      // While the caller works with this one, the next ones are made.
      startUpTo(prefetch);
      yield made;
      if (reuse) free.push(made.sensorInput.buffer);
      signal?.throwIfAborted();
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    control.abort(new Error("the batches are no longer wanted"));
  }
}

/** One batch at a time, in the order of the calls. */
export function inTurn(make: MakeBatch): MakeBatch {
  let last: Promise<unknown> = Promise.resolve();
  return (ids, signal, memory) => {
    const batch = last.then(() => make(ids, signal, memory));
    last = batch.catch(() => {});
    return batch;
  };
}
