import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DatasetError } from "../../errors.ts";
import { isThere, ownerName, parseOwner } from "./_owner.ts";
import { systemCode, writeError } from "./_system-error.ts";

/** A lock that this process has. */
export interface Lock {
  /** Aborted when another process took the lock, because this one stood still for a minute. */
  readonly lost: AbortSignal;
  /** Let others in. May be called again. */
  release(): Promise<void>;
}

/** How {@link takeLock} waits. */
export interface LockOptions {
  /** Wait until the lock is free, instead of refusing. @default false */
  readonly waits?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Between two signs of life, and after how long without one an owner counts as gone: milliseconds. */
  readonly heartbeatMs?: number;
  readonly goneMs?: number;
}

/**
 * Keep all other processes out of something. The lock of a process that has ended does not keep anybody out: on this
 * machine that is known at once, from another one (of a cluster, by a common file system) its signs of life are waited
 * for.
 *
 * A lock is a directory with a file that names its owner. A directory that is not empty is never replaced by renaming
 * another to its name, so of two processes one gets it; and every owner's file has a name of its own, so what is removed
 * as left behind is never that of the next owner.
 *
 * @param path of the lock's directory
 * @param what is locked, for the message: `the dataset`
 * @throws DatasetError DATASET_IN_USE when another process has it, DATASET_WRITE; the signal's reason
 */
export async function takeLock(path: string, what: string, options: LockOptions = {}): Promise<Lock> {
  const { waits = false, signal, heartbeatMs = 10_000, goneMs = 60_000 } = options;
  const own = ownerName(randomBytes(4).toString("hex"));
  const ticket = `${path}.${own}`;
  try {
    await mkdir(ticket);
    await writeFile(join(ticket, own), "");
    while (!(await hasBecome(ticket, path))) {
      signal?.throwIfAborted();
      if (await removeLeftBehind(path, goneMs, signal)) continue;
      if (!waits) {
        throw new DatasetError(
          "DATASET_IN_USE",
          `another process is writing ${what}; if that is not so, delete the lock`,
          {
            file: path,
          },
        );
      }
      await wait(Math.min(500, heartbeatMs), undefined, signal && { signal });
    }
  } catch (error) {
    await rm(ticket, { recursive: true, force: true }).catch(() => {});
    if (signal?.aborted) throw signal.reason;
    throw writeError(error, path);
  }
  await removeTickets(path);
  return startHeartbeat(path, own, what, heartbeatMs);
}

/** What processes left behind that were ended while they asked for the lock. */
async function removeTickets(path: string): Promise<void> {
  const begin = `${basename(path)}.`;
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    const owner = name.startsWith(begin) ? parseOwner(name.slice(begin.length)) : undefined;
    if (owner === undefined || isThere(owner) !== false) continue;
    await rm(join(dirname(path), name), { recursive: true, force: true }).catch(() => {});
  }
}

async function hasBecome(ticket: string, path: string): Promise<boolean> {
  try {
    await rename(ticket, path);
    return true;
  } catch (error) {
    // Which of them it is when the other is there depends on the system.
    if (["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(systemCode(error))) {
      // Where nothing can be renamed there is no lock in the way.
      if (await stat(path).catch(() => undefined)) return false;
    }
    throw error;
  }
}

/** @returns false when the process whose lock it is may still be there */
async function removeLeftBehind(path: string, goneMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    for (const name of await readdir(path)) {
      if (await isAlive(join(path, name), name, goneMs, signal)) return false;
      await rm(join(path, name), { recursive: true, force: true });
    }
    await rmdir(path);
    return true;
  } catch (error) {
    // Another was faster.
    if (["ENOENT", "ENOTEMPTY", "EEXIST"].includes(systemCode(error))) return true;
    throw error;
  }
}

async function isAlive(file: string, name: string, goneMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  const owner = parseOwner(name);
  if (owner === undefined) return false;
  const there = isThere(owner);
  if (there === false) return false;
  const before = await beatOf(file);
  if (before === undefined) return false;
  // The clock is the same only here. A process without signs of life has the number of the owner, or stands still.
  if (there === true && Date.now() - before < goneMs) return true;
  const patience = performance.now() + goneMs;
  while (performance.now() < patience) {
    await wait(Math.min(1000, goneMs / 10), undefined, signal && { signal });
    const now = await beatOf(file);
    if (now === undefined) return false;
    if (now !== before) return true;
  }
  return false;
}

async function beatOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

function startHeartbeat(path: string, own: string, what: string, heartbeatMs: number): Lock {
  const file = join(path, own);
  const lost = new AbortController();
  const beat = async (): Promise<void> => {
    try {
      const now = new Date();
      await utimes(file, now, now);
    } catch (error) {
      // A disk that is away for a moment is not a lock that is lost.
      if (systemCode(error) !== "ENOENT") return;
      clearInterval(timer);
      const message = `another process took ${what} over while this one stood still: resume when that one is done`;
      lost.abort(new DatasetError("DATASET_IN_USE", message, { file: path }));
    }
  };
  const timer = setInterval(() => void beat(), heartbeatMs).unref();
  return {
    lost: lost.signal,
    async release() {
      clearInterval(timer);
      await rm(file, { force: true }).catch(() => {});
      // Nobody is there, or it is another's already.
      await rmdir(path).catch(() => {});
    },
  };
}
