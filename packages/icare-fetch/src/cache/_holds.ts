import { rmSync } from "node:fs";
import { join } from "node:path";
import { asCacheError, isUnwritable, namesIn, removeFile, statOf } from "./_disk.ts";
import type { Heartbeat } from "./_heartbeat.ts";
import { Liveness } from "./_owner.ts";
import { ownerName, Presence } from "./_presence.ts";

/** A directory that says nothing of its owner is being made, or removed, if it is not older. */
const unfinishedMs = 60_000;

/**
 * Which files are in use, by this process and by others: each process has a directory with a name for each of the files
 * that it uses. All calls are synchronous so that they take effect in the order in which they are made.
 */
export class Holds {
  /** Of this process. */
  readonly presence: Presence;
  readonly #directory: string;
  readonly #isNeeded: boolean;
  readonly #counts = new Map<string, number>();
  readonly #liveness = new Liveness();

  /**
   * @param isNeeded false where nothing is evicted by this process: then it does without, when nothing can be written, so that
   * a mirror can be used on a disk that is full or read-only
   */
  constructor(directory: string, heartbeat: Heartbeat, isNeeded = true) {
    this.#directory = directory;
    this.#isNeeded = isNeeded;
    this.presence = new Presence(directory, heartbeat, () => this.#restore());
  }

  /** Use a file once more. @throws CacheError */
  add(key: string): void {
    const count = this.#counts.get(key) ?? 0;
    if (count === 0) {
      const file = join(this.presence.directory, key);
      try {
        this.presence.link(file);
      } catch (error) {
        if (this.#isNeeded || !isUnwritable(error)) throw asCacheError(error, "noting that a file is in use", file);
      }
    }
    this.#counts.set(key, count + 1);
  }

  /** Use it once less. */
  remove(key: string): void {
    const count = this.#counts.get(key) ?? 0;
    if (count > 1) this.#counts.set(key, count - 1);
    if (count !== 1) return;
    this.#counts.delete(key);
    try {
      removeFile(join(this.presence.directory, key));
    } catch {
      // It stays in use until this process ends: nothing is lost by that.
    }
  }

  /** Keys of all files that some running process uses. What others left behind is removed. */
  heldKeys(): Set<string> {
    const keys = new Set<string>();
    for (const holder of this.#holders()) for (const name of namesIn(holder)) keys.add(name);
    keys.delete(ownerName);
    return keys;
  }

  /** Does some running process use it? */
  isHeld(key: string): boolean {
    if (this.#counts.has(key)) return true;
    // First whether it is there at all: whether its process still runs takes longer to find out.
    const holders = namesIn(this.#directory).map((name) => join(this.#directory, name));
    return holders.some((holder) => statOf(join(holder, key)) !== undefined && this.#isAlive(holder));
  }

  /** Remove what processes that have ended left behind. */
  sweep(): void {
    this.#holders();
  }

  /** Use no file any longer. */
  close(): void {
    this.#counts.clear();
    this.presence.close();
  }

  /** Directories of the processes that are there. */
  #holders(): string[] {
    const alive: string[] = [];
    for (const name of namesIn(this.#directory)) {
      const holder = join(this.#directory, name);
      if (this.#isAlive(holder)) alive.push(holder);
      else rmSync(holder, { recursive: true, force: true });
    }
    return alive;
  }

  #isAlive(holder: string): boolean {
    const owner = join(holder, ownerName);
    if (holder === this.presence.directory || this.#liveness.isAlive(owner)) return true;
    if (statOf(owner) !== undefined) return false;
    const directory = statOf(holder);
    return directory !== undefined && Date.now() - directory.mtimeMs < unfinishedMs;
  }

  /** Others took this process for ended, and removed what it uses from the books. */
  #restore(): void {
    try {
      for (const key of this.#counts.keys()) this.presence.link(join(this.presence.directory, key));
    } catch {
      // Tried again when the next file is used.
    }
  }
}
