import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { asCacheError, ifThere } from "./_disk.ts";
import type { Heartbeat } from "./_heartbeat.ts";
import { Liveness, thisOwner } from "./_owner.ts";

const ownerName = "owner";

/**
 * Which files are in use, by this process and by others: each process has a directory with an empty file for each of the
 * files that it uses. Their calls are synchronous so that they take effect in the order in which they are made; each is one
 * call of the system.
 */
export class Holds {
  readonly #directory: string;
  readonly #own: string;
  readonly #heartbeat: Heartbeat;
  readonly #counts = new Map<string, number>();
  readonly #liveness = new Liveness();
  #isWritten = false;

  constructor(directory: string, heartbeat: Heartbeat) {
    this.#directory = directory;
    this.#own = join(directory, randomUUID());
    this.#heartbeat = heartbeat;
  }

  /** Use a file once more. @throws CacheError */
  add(key: string): void {
    const count = this.#counts.get(key) ?? 0;
    if (count === 0) {
      try {
        this.#write();
        writeFileSync(join(this.#own, key), "");
      } catch (error) {
        throw asCacheError(error, "noting that a file is in use", join(this.#own, key));
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
      rmSync(join(this.#own, key), { force: true });
    } catch {
      // It stays in use until this process ends: nothing is lost by that.
    }
  }

  /** Keys of all files that some running process uses. What others left behind is removed. */
  async heldKeys(): Promise<Set<string>> {
    const keys = new Set<string>();
    for (const holder of await this.#holders()) for (const name of await namesIn(holder)) keys.add(name);
    keys.delete(ownerName);
    return keys;
  }

  /** Does some running process use it? */
  async isHeld(key: string): Promise<boolean> {
    if (this.#counts.has(key)) return true;
    // First whether it is there at all: whether its process still runs takes longer to find out.
    const holders = (await namesIn(this.#directory)).map((name) => join(this.#directory, name));
    for (const holder of holders) {
      const found = await ifThere(stat(join(holder, key)));
      if (found !== undefined && (await this.#isAlive(holder))) return true;
    }
    return false;
  }

  /** Remove what processes that have ended left behind. */
  async sweep(): Promise<void> {
    await this.#holders();
  }

  /** Use no file any longer. */
  close(): void {
    this.#counts.clear();
    this.#heartbeat.delete(join(this.#own, ownerName));
    this.#isWritten = false;
    try {
      rmSync(this.#own, { recursive: true, force: true });
    } catch {
      // Others remove it when this process has ended.
    }
  }

  /** Directories of the processes that are there. */
  async #holders(): Promise<string[]> {
    const alive: string[] = [];
    for (const name of await namesIn(this.#directory)) {
      const holder = join(this.#directory, name);
      if (await this.#isAlive(holder)) alive.push(holder);
      else await rm(holder, { recursive: true, force: true });
    }
    return alive;
  }

  async #isAlive(holder: string): Promise<boolean> {
    if (holder === this.#own || (await this.#liveness.isAlive(join(holder, ownerName)))) return true;
    // Its owner is not written yet, or it is the half that is left of one that is being removed.
    const found = await ifThere(stat(join(holder, ownerName)));
    if (found !== undefined) return false;
    const directory = await ifThere(stat(holder));
    return directory !== undefined && Date.now() - directory.mtimeMs < 60_000;
  }

  #write(): void {
    if (this.#isWritten) return;
    mkdirSync(this.#own, { recursive: true });
    const owner = join(this.#own, ownerName);
    writeFileSync(owner, JSON.stringify(thisOwner()));
    this.#isWritten = true;
    this.#heartbeat.add(owner, () => this.#restore());
  }

  /** Others took this process for ended, and removed what it uses from the books. */
  #restore(): void {
    this.#isWritten = false;
    try {
      this.#write();
      for (const key of this.#counts.keys()) writeFileSync(join(this.#own, key), "");
    } catch {
      // Tried again when the next file is used.
    }
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return (await ifThere(readdir(directory))) ?? [];
}
