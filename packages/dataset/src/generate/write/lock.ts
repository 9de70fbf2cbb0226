import { type Lock, type LockOwner, takeLock as takeLockOnDisk } from "@atcs/icare-fetch/disk";
import { DatasetError } from "../../errors.ts";
import { writeError } from "./_system-error.ts";

/** How {@link takeLock} waits. */
export interface LockOptions {
  /** Wait until the lock is free, instead of refusing. @default false */
  readonly waits?: boolean;
  /** Called once, when it takes longer than a second, with what is waited for. */
  readonly onWait?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keep all other processes out of something that is written. The lock of a process that has ended is taken over.
 *
 * @param path of the lock's directory
 * @param what is locked, for the message: `the dataset`
 * @throws DatasetError DATASET_IN_USE when another process has it, DATASET_WRITE; the signal's reason
 */
export async function takeLock(path: string, what: string, { waits, onWait, signal }: LockOptions = {}): Promise<Lock> {
  const inUse = (problem: string): DatasetError => new DatasetError("DATASET_IN_USE", problem, { file: path });
  try {
    return await takeLockOnDisk(path, {
      taken: (owner) => inUse(`${nameOf(owner)} is writing ${what}`),
      lost: () =>
        inUse(
          `another process took ${what} over while this one stood still: resume (\`resume: true\`) when it is done`,
        ),
      onWait: (owner) => onWait?.(waitText(owner, what, waits === true)),
      waits,
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw writeError(error, path);
  }
}

/** Is it there, or what one that has ended left behind? Of another computer only time tells. */
function waitText(owner: LockOwner | undefined, what: string, waits: boolean): string {
  const who = owner === undefined ? "another process" : hostedName(owner);
  if (waits) return `waiting for ${who}, which is writing ${what}`;
  return `looking whether ${who} is still writing ${what}, which can take a minute`;
}

/** Of one that has ended on another computer the lock is free a minute after its last sign of life. */
function nameOf(owner: LockOwner): string {
  return owner.isHere ? hostedName(owner) : `${hostedName(owner)}, which was heard of just now,`;
}

function hostedName({ process, host, isHere }: LockOwner): string {
  return `process ${process} of ${isHere ? "this computer" : host}`;
}
