import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { quoted } from "../_text.ts";
import { sleep } from "../session/_sleep.ts";
import type { Logger } from "../types.ts";
import { codeOf, ifThere, onDisk } from "./_disk.ts";
import type { Heartbeat } from "./_heartbeat.ts";
import { Liveness, readOwner, thisOwner } from "./_owner.ts";
import { Queues } from "./_queues.ts";

const shortestPollMs = 20;
const longestPollMs = 1000;

/** Who waits for so long says what for. */
const tellAfterMs = 3000;

/** What a process that was killed in the middle of locking left behind is removed when it is so old. */
const leftoverMs = 24 * 3600 * 1000;

/** What is locked is kept from all others until it is released. */
export interface HeldLock {
  /** Is it still this one's? Another process may take it over while this one is suspended on another host. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Options of {@link Locks}. */
export interface LocksOptions {
  readonly heartbeat: Heartbeat;
  readonly log: Logger;
}

/**
 * Locks between processes and between the tasks of each, which outlive no killed process.
 *
 * A lock is a directory with one file in it, of a name that is never given twice. It comes into being whole, by renaming,
 * and renaming does not replace a directory that is not empty: so of many, one gets it. What a process that has ended left
 * behind is removed by the name of its file, which is never that of the next owner.
 */
export class Locks {
  readonly #directory: string;
  readonly #heartbeat: Heartbeat;
  readonly #log: Logger;
  readonly #queues = new Queues();
  readonly #closing = new AbortController();

  constructor(directory: string, { heartbeat, log }: LocksOptions) {
    this.#directory = directory;
    this.#heartbeat = heartbeat;
    this.#log = log;
  }

  /**
   * Wait for a lock.
   * @param key hexadecimal digits
   * @param what it is about, for the log
   * @param mostPollMs between two looks; shorter for what nobody has for long
   * @throws CacheError; the reason of the signal
   */
  async acquire(
    key: string,
    what: string,
    signal?: AbortSignal,
    mostPollMs: number = longestPollMs,
  ): Promise<HeldLock> {
    await this.#queues.enter(key, signal);
    try {
      return await this.#poll(key, what, signal, mostPollMs);
    } catch (error) {
      this.#queues.leave(key);
      throw error;
    }
  }

  /** @returns undefined when another has it */
  async tryAcquire(key: string): Promise<HeldLock | undefined> {
    if (!this.#queues.tryEnter(key)) return undefined;
    let held: HeldLock | undefined;
    try {
      held = await this.#attempt(key, new Liveness());
      return held;
    } finally {
      if (held === undefined) this.#queues.leave(key);
    }
  }

  /** Does anybody have it who is there? */
  async isTaken(key: string): Promise<boolean> {
    const lock = join(this.#directory, key);
    const liveness = new Liveness();
    for (const name of (await ifThere(readdir(lock))) ?? []) if (await liveness.isAlive(join(lock, name))) return true;
    return false;
  }

  /** Remove what killed processes left behind while they were locking. */
  async sweep(): Promise<void> {
    for (const name of (await ifThere(readdir(this.#directory))) ?? []) {
      if (!name.includes(".")) continue;
      const ticket = join(this.#directory, name);
      const found = await ifThere(stat(ticket));
      if (found !== undefined && Date.now() - found.mtimeMs > leftoverMs)
        await rm(ticket, { recursive: true, force: true });
    }
  }

  /** End all waiting; what is locked stays so until it is released. */
  close(reason: unknown): void {
    this.#closing.abort(reason);
    this.#queues.close(reason);
  }

  async #poll(key: string, what: string, signal: AbortSignal | undefined, mostPollMs: number): Promise<HeldLock> {
    const liveness = new Liveness();
    const begunMs = performance.now();
    let hasTold = false;
    for (let pollMs = shortestPollMs; ; pollMs = Math.min(mostPollMs, pollMs * 1.5)) {
      signal?.throwIfAborted();
      this.#closing.signal.throwIfAborted();
      const held = await this.#attempt(key, liveness);
      if (held !== undefined) return held;
      if (!hasTold && performance.now() - begunMs > tellAfterMs) {
        hasTold = true;
        this.#log({ kind: "wait", message: `${what}: waiting for ${await this.#describeOwner(key)}` });
      }
      await sleep(pollMs, signal);
    }
  }

  #attempt(key: string, liveness: Liveness): Promise<HeldLock | undefined> {
    const lock = join(this.#directory, key);
    return onDisk("locking", lock, async () => {
      if (!(await this.#clear(lock, liveness))) return undefined;
      const token = randomUUID();
      const ticket = `${lock}.${token}`;
      await mkdir(ticket, { recursive: true });
      try {
        await writeFile(join(ticket, token), JSON.stringify(thisOwner()));
        if (await hasBecome(ticket, lock)) return this.#held(key, join(lock, token));
      } catch (error) {
        await rm(ticket, { recursive: true, force: true }).catch(() => {});
        throw error;
      }
      await rm(ticket, { recursive: true, force: true });
      return undefined;
    });
  }

  /** Remove what processes that have ended left of a lock. @returns false when its owner is there */
  async #clear(lock: string, liveness: Liveness): Promise<boolean> {
    const names = await ifThere(readdir(lock));
    if (names === undefined) return true;
    for (const name of names) {
      if (await liveness.isAlive(join(lock, name))) return false;
      await rm(join(lock, name), { force: true });
    }
    await rmdir(lock).catch(() => {});
    return true;
  }

  #held(key: string, file: string): HeldLock {
    let isReleased = false;
    this.#heartbeat.add(file, () => this.#heartbeat.delete(file));
    return {
      isHeld: async () => !isReleased && (await ifThere(stat(file))) !== undefined,
      release: async () => {
        if (isReleased) return;
        isReleased = true;
        this.#heartbeat.delete(file);
        try {
          await unlink(file);
          // Another may have it already.
          await rmdir(join(this.#directory, key));
        } catch {
          // What stays behind is removed when this process has ended, or was taken over.
        } finally {
          this.#queues.leave(key);
        }
      },
    };
  }

  async #describeOwner(key: string): Promise<string> {
    const lock = join(this.#directory, key);
    const [name] = (await ifThere(readdir(lock))) ?? [];
    const owner = name === undefined ? undefined : await readOwner(join(lock, name)).catch(() => undefined);
    return owner === undefined ? "another process" : `process ${owner.pid} of ${quoted(owner.host.split(" ")[0]!)}`;
  }
}

async function hasBecome(ticket: string, lock: string): Promise<boolean> {
  try {
    await rename(ticket, lock);
    return true;
  } catch (error) {
    const isTaken = ["ENOTEMPTY", "EEXIST"].includes(codeOf(error));
    // Windows replaces no directory, and says so in other words.
    if (isTaken || (process.platform === "win32" && ["EPERM", "EACCES"].includes(codeOf(error)))) return false;
    throw error;
  }
}
