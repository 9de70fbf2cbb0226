import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type DirectoryLock, sweepTickets, tryDirectoryLock } from "../cache/_directory-lock.ts";
import { namesIn, statOf } from "../cache/_disk.ts";
import { Heartbeat } from "../cache/_heartbeat.ts";
import { Liveness, type Owner, readOwner, thisOwner } from "../cache/_owner.ts";
import { sleep } from "../session/_sleep.ts";

/** A process that has a lock. */
export interface LockOwner {
  readonly process: number;
  /** Name of its computer. */
  readonly host: string;
  /** Is that this computer, and this container? */
  readonly isHere: boolean;
}

/** A lock that this process has. */
export interface Lock {
  /** Aborted when another computer took it over, because nothing was heard of this process for a minute. */
  readonly lost: AbortSignal;
  /** Let others in. May be called again. */
  release(): void;
}

/** How {@link takeLock} waits, and what it throws. */
export interface LockOptions {
  /** Makes the error for a lock that another process has. */
  readonly taken: (owner: LockOwner) => Error;
  /** Makes the reason of {@link Lock.lost}. */
  readonly lost: () => Error;
  /** Wait until the lock is free, however long. @default false */
  readonly waits?: boolean | undefined;
  /**
   * Called once, when it takes longer than a second to get the lock or to know that it is taken: so much can pass without a
   * word otherwise.
   * @param owner undefined while nothing can be read of it
   */
  readonly onWait?: ((owner: LockOwner | undefined) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a lock is made of; a test has clocks of its own. */
interface LockParts {
  readonly liveness: Liveness;
  readonly heartbeat: Heartbeat;
  /** Milliseconds, of a clock that nobody sets. */
  readonly elapsed: () => number;
  readonly pollMs: number;
}

/** Who waits for so long is told what for. */
const tellAfterMs = 1000;

/** A process that is killed is there for moments more. */
const endingMs = 2000;

/** Longer than an owner has to be silent for its lock to be free: one that is still there then is there. */
const longestLookMs = 75_000;

/**
 * Keep all other processes out of something: a dataset that is written, a plan that is made. The lock of a process that has
 * ended keeps nobody out for good, and never has to be deleted by hand. On the same computer that a process has ended is
 * known at once, unless its number was given to another one and the system does not say when that began (it is not Linux, or
 * hides the processes of others): such a lock is free when its owner was silent for a day, or since before the system was
 * started, and for a minute more while somebody waits. Of another computer, of a cluster with a common file system or one
 * that is gone for good, signs of life are waited for, for a minute.
 *
 * @param path of the lock, a directory that is made for it, in one that is there
 * @throws what `taken` gives; errors of the system; the reason of the signal
 */
export function takeLock(path: string, options: LockOptions): Promise<Lock> {
  const elapsed = (): number => performance.now();
  return takeLockWith(path, options, { liveness: new Liveness(), heartbeat: new Heartbeat(), elapsed, pollMs: 200 });
}

/** {@link takeLock} by other clocks. */
export async function takeLockWith(path: string, options: LockOptions, parts: LockParts): Promise<Lock> {
  const { liveness, heartbeat, pollMs } = parts;
  const text = JSON.stringify({ ...thisOwner(), token: randomUUID() });
  const look = new Look(path, parts);
  let hasTold = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const lock = tryDirectoryLock(path, text, liveness);
    if (lock !== undefined) {
      sweepTickets(path, liveness);
      return keep(lock, text, heartbeat, options.lost);
    }
    const { owner, isSure, lookedMs } = look.again();
    if (owner !== undefined && isSure && options.waits !== true) throw options.taken(owner);
    if (lookedMs >= tellAfterMs && !hasTold) {
      hasTold = true;
      options.onWait?.(owner);
    }
    await sleep(pollMs, options.signal);
  }
}

/** Tells who has a lock, and after it was looked at for long enough, surely. */
class Look {
  readonly #path: string;
  readonly #liveness: Liveness;
  readonly #elapsed: () => number;
  readonly #begunMs: number;
  #file = "";
  #touchedMs = 0;

  constructor(path: string, { liveness, elapsed }: LockParts) {
    this.#path = path;
    this.#liveness = liveness;
    this.#elapsed = elapsed;
    this.#begunMs = elapsed();
  }

  again(): { readonly owner: LockOwner | undefined; readonly isSure: boolean; readonly lookedMs: number } {
    const [name] = namesIn(this.#path);
    const file = join(this.#path, name ?? "");
    const owner = name === undefined ? undefined : readOwner(file);
    const touchedMs = statOf(file)?.mtimeMs;
    const lookedMs = this.#elapsed() - this.#begunMs;
    if (owner === undefined || touchedMs === undefined) return { owner: undefined, isSure: false, lookedMs };
    const hasChanged = file === this.#file && touchedMs !== this.#touchedMs;
    if (file !== this.#file) [this.#file, this.#touchedMs] = [file, touchedMs];
    const isThere = lookedMs >= endingMs && (this.#liveness.isKnown(owner) || hasChanged);
    const isSure = isThisProcess(owner) || isThere || lookedMs >= longestLookMs;
    return { owner: describe(owner), isSure, lookedMs };
  }
}

function isThisProcess(owner: Owner): boolean {
  const { pid, began, host } = thisOwner();
  return owner.pid === pid && owner.began === began && owner.host === host;
}

function describe({ pid, host }: Owner): LockOwner {
  return { process: pid, host: host.split(" ")[0]!, isHere: host === thisOwner().host };
}

/** Have others see that this process is there, as long as it has the lock. */
function keep({ file, giveBack }: DirectoryLock, text: string, heartbeat: Heartbeat, lostError: () => Error): Lock {
  const lost = new AbortController();
  heartbeat.add(file, text, () => {
    heartbeat.delete(file);
    lost.abort(lostError());
  });
  return {
    lost: lost.signal,
    release() {
      heartbeat.delete(file);
      giveBack();
    },
  };
}
