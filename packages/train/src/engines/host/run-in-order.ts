/** Runs jobs on whichever computer is free, and takes their results in the order of the jobs. */
export interface OrderedRun<Computer, Result> {
  readonly computers: readonly Computer[];
  /** How many jobs there are. */
  readonly count: number;
  readonly compute: (computer: Computer, job: number) => Promise<Result>;
  readonly take: (result: Result, job: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * After an error no further job is begun, and those under way are waited for: nothing changes any more when it rejects.
 * @throws (rejects with) the error of the first of the jobs that failed, or the reason of the signal, at once
 */
export async function runInOrder<Computer, Result>(run: OrderedRun<Computer, Result>): Promise<void> {
  const { computers, count, compute, take, signal } = run;
  signal?.throwIfAborted();
  const errors = new Map<number, unknown>();
  const early = new Map<number, Result>();
  let next = 0;
  let taken = 0;
  const work = async (computer: Computer): Promise<void> => {
    while (next < count && errors.size === 0 && !signal?.aborted) {
      const job = next++;
      try {
        early.set(job, await compute(computer, job));
        if (signal?.aborted) return;
        for (; early.has(taken); taken++) {
          take(early.get(taken)!, taken);
          early.delete(taken);
        }
      } catch (error) {
        errors.set(job, error);
      }
    }
  };
  await unlessAborted(Promise.all(computers.map(work)), signal);
  for (let job = 0; job < count; job++) if (errors.has(job)) throw errors.get(job);
}

/** What a promise resolves to, or the reason of the signal as soon as there is one. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  const { promise: aborted, stop } = abortOf(signal);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stop();
  }
}

function abortOf(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  let onAbort = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  return { promise, stop: () => signal.removeEventListener("abort", onAbort) };
}
