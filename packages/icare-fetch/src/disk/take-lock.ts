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

/** A process that is killed is there for moments more. */
const endingMs = 2000;

/** Longer than an owner has to be silent for its lock to be free: one that is still there then is there. */
const longestLookMs = 75_000;

/**
 * Keep all other processes out of something: a dataset that is written, a plan that is made. The lock of a process that has
 * ended keeps nobody out, and never has to be deleted by hand. On the same computer that is known at once; of another one,
 * of a cluster with a common file system or one that is gone for good, signs of life are waited for, for a minute.
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
  const { liveness, heartbeat, elapsed, pollMs } = parts;
  const text = JSON.stringify({ ...thisOwner(), token: randomUUID() });
  const look = new Look(elapsed);
  for (;;) {
    options.signal?.throwIfAborted();
    const lock = tryDirectoryLock(path, text, liveness);
    if (lock !== undefined) {
      sweepTickets(path, liveness);
      return keep(lock, text, heartbeat, options.lost);
    }
    const owner = options.waits === true ? undefined : look.findOwner(path);
    if (owner !== undefined) throw options.taken(owner);
    await sleep(pollMs, options.signal);
  }
}

/** Tells who surely has a lock, after it was looked at for long enough. */
class Look {
  readonly #elapsed: () => number;
  readonly #begunMs: number;
  #file = "";
  #touchedMs = 0;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
    this.#begunMs = elapsed();
  }

  /** @returns undefined while it may be one that has ended */
  findOwner(path: string): LockOwner | undefined {
    const [name] = namesIn(path);
    const file = join(path, name ?? "");
    const owner = name === undefined ? undefined : readOwner(file);
    const touchedMs = statOf(file)?.mtimeMs;
    if (owner === undefined || touchedMs === undefined) return undefined;
    const hasChanged = file === this.#file && touchedMs !== this.#touchedMs;
    if (file !== this.#file) [this.#file, this.#touchedMs] = [file, touchedMs];
    const lookedMs = this.#elapsed() - this.#begunMs;
    const isSure = isThisProcess(owner) || (lookedMs >= endingMs && (isKnownHere(owner) || hasChanged));
    return isSure || lookedMs >= longestLookMs ? describe(owner) : undefined;
  }
}

function isThisProcess(owner: Owner): boolean {
  const { pid, began, host } = thisOwner();
  return owner.pid === pid && owner.began === began && owner.host === host;
}

/** Does the system say whether that process is there? */
function isKnownHere({ host, began }: Owner): boolean {
  return host === thisOwner().host && began !== undefined;
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
