/** Runs jobs on whichever computer is free, and takes their results in the order of the jobs. */
export interface OrderedRun<Computer, Result> {
  readonly computers: readonly Computer[];
  /** How many jobs there are. */
  readonly count: number;
  readonly compute: (computer: Computer, job: number) => Promise<Result>;
  readonly take: (result: Result, job: number) => void;
}

/**
 * At most two jobs for each computer are begun and not yet taken, so that little waits in memory for a slow one.
 *
 * After an error no further job is begun, and those under way are waited for: nothing changes any more when it rejects.
 * @throws (rejects with) the error of the first of the jobs that failed
 */
export async function runInOrder<Computer, Result>(run: OrderedRun<Computer, Result>): Promise<void> {
  const { computers, count, compute, take } = run;
  const errors = new Map<number, unknown>();
  const early = new Map<number, Result>();
  const waiting: (() => void)[] = [];
  let next = 0;
  let taken = 0;
  const takeEarly = (): void => {
    for (; early.has(taken); taken++) {
      take(early.get(taken)!, taken);
      early.delete(taken);
    }
  };
  const work = async (computer: Computer): Promise<void> => {
    while (next < count && errors.size === 0) {
      if (next - taken >= 2 * computers.length) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        continue;
      }
      const job = next++;
      try {
        early.set(job, await compute(computer, job));
        takeEarly();
      } catch (error) {
        errors.set(job, error);
      }
      for (const goOn of waiting.splice(0)) goOn();
    }
  };
  await Promise.all(computers.map(work));
  for (let job = 0; job < count; job++) if (errors.has(job)) throw errors.get(job);
}
