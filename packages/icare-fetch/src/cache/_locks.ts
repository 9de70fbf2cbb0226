import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { quoted } from "../_text.ts";
import { sleep } from "../session/_sleep.ts";
import type { Logger } from "../types.ts";
import { tryDirectoryLock } from "./_directory-lock.ts";
import { namesIn, onDisk, removeFile, removeLeftover } from "./_disk.ts";
import type { Heartbeat } from "./_heartbeat.ts";
import { Liveness, readOwner } from "./_owner.ts";
import type { Presence } from "./_presence.ts";
import { Queues } from "./_queues.ts";

const shortestPollMs = 20;
const longestPollMs = 1000;

/** Who waits for so long says what for. */
const tellAfterMs = 3000;

/** Name of the lock of whoever removes those of processes that have ended. */
const clearingName = "clearing";

/** What is locked is kept from all others until it is released. */
export interface HeldLock {
  /** Is it still this one's? Another process may take it over while this one is suspended on another host. */
  isHeld(): boolean;
  release(): void;
}

/** Options of {@link Locks}. */
export interface LocksOptions {
  readonly presence: Presence;
  readonly heartbeat: Heartbeat;
  readonly log: Logger;
  /** Tells which owners are there. @default one of its own */
  readonly liveness?: Liveness | undefined;
}

/**
 * Locks between processes and between the tasks of each, which outlive no killed process.
 *
 * A lock is a name of its owner's file (see Presence): the system gives a name once. That of a process that has ended is
 * removed by who has the lock for that, and looks again: so nobody removes the lock of the next owner.
 *
 * Of processes on one host, one has a lock at a time, whatever keeps it from being heard of. (Where the system does not say
 * when a process began, on Windows and macOS, a lock that was left behind is waited for as long as another process has the
 * number of its owner, up to a day; see Liveness.) A process on another host is taken for ended when nothing was heard of
 * it for a minute: it may only have been suspended, or cut off. It finds out by `isHeld`, which can be too late, so what
 * it does then must do no harm (see Part).
 */
export class Locks {
  readonly #directory: string;
  readonly #presence: Presence;
  readonly #heartbeat: Heartbeat;
  readonly #log: Logger;
  /** One for all looks: that others are silent is seen in time. */
  readonly #liveness: Liveness;
  readonly #queues = new Queues();
  readonly #closing = new AbortController();

  constructor(directory: string, { presence, heartbeat, log, liveness = new Liveness() }: LocksOptions) {
    this.#directory = directory;
    this.#presence = presence;
    this.#heartbeat = heartbeat;
    this.#log = log;
    this.#liveness = liveness;
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
  tryAcquire(key: string): HeldLock | undefined {
    if (!this.#queues.tryEnter(key)) return undefined;
    let held: HeldLock | undefined;
    try {
      held = this.#attempt(key);
      return held;
    } finally {
      if (held === undefined) this.#queues.leave(key);
    }
  }

  /** Does anybody have it who is there? */
  isTaken(key: string): boolean {
    return this.#liveness.isAlive(join(this.#directory, key));
  }

  /** Remove what killed processes left behind. */
  sweep(): void {
    for (const name of namesIn(this.#directory)) {
      const path = join(this.#directory, name);
      if (name.startsWith(`${clearingName}.`)) removeLeftover(path);
      else if (name !== clearingName && this.#liveness.hasEnded(path)) this.#clear(path);
    }
  }

  /** End all waiting; what is locked stays so until it is released. */
  close(reason: unknown): void {
    this.#closing.abort(reason);
    this.#queues.close(reason);
  }

  async #poll(key: string, what: string, signal: AbortSignal | undefined, mostPollMs: number): Promise<HeldLock> {
    const begunMs = performance.now();
    let hasTold = false;
    for (let pollMs = shortestPollMs; ; pollMs = Math.min(mostPollMs, pollMs * 1.5)) {
      signal?.throwIfAborted();
      this.#closing.signal.throwIfAborted();
      const held = await onDisk("locking", join(this.#directory, key), () => this.#attempt(key));
      if (held !== undefined) return held;
      if (!hasTold && performance.now() - begunMs > tellAfterMs) {
        hasTold = true;
        this.#log({ kind: "wait", message: `${what}: waiting for ${this.#describeOwner(key)}` });
      }
      await sleep(pollMs, signal);
    }
  }

  #attempt(key: string): HeldLock | undefined {
    const lock = join(this.#directory, key);
    if (this.#presence.link(lock)) return this.#held(key, lock);
    if (!this.#liveness.hasEnded(lock)) return undefined;
    this.#clear(lock);
    return this.#presence.link(lock) ? this.#held(key, lock) : undefined;
  }

  /** Remove the lock of a process that has ended, unless another does it, or has done it. */
  #clear(lock: string): void {
    const clearing = tryDirectoryLock(join(this.#directory, clearingName), this.#presence.text, this.#liveness);
    if (clearing === undefined) return;
    try {
      if (this.#liveness.hasEnded(lock)) removeFile(lock);
    } finally {
      clearing.giveBack();
    }
  }

  #held(key: string, lock: string): HeldLock {
    let isReleased = false;
    // A lock can be a file of its own, where there are no links, and one can be released after all else was closed.
    this.#heartbeat.add(lock, this.#presence.text, () => this.#heartbeat.delete(lock));
    return {
      isHeld: () => !isReleased && this.#presence.isAt(lock),
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#heartbeat.delete(lock);
        try {
          if (this.#presence.isAt(lock)) unlinkSync(lock);
        } catch {
          // What stays behind is this process's still, and removed when it has ended.
        } finally {
          this.#queues.leave(key);
        }
      },
    };
  }

  #describeOwner(key: string): string {
    let owner: ReturnType<typeof readOwner>;
    try {
      owner = readOwner(join(this.#directory, key));
    } catch {
      // It is only for the log.
    }
    return owner === undefined ? "another process" : `process ${owner.pid} of ${quoted(owner.host.split(" ")[0]!)}`;
  }
}
