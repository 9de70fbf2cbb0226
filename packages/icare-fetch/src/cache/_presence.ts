import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf, ifThere, makeDirectory } from "./_disk.ts";
import type { Heartbeat } from "./_heartbeat.ts";
import { thisOwner } from "./_owner.ts";

/** Name of the file in its directory. */
export const ownerName = "owner";

/**
 * A file that says which process has a cache open. It is written when it is needed, renewed while the process runs, and
 * locks and holds are further names of it: to make one is a single short call of the system, while to write a file takes
 * several, which on some disks take ten times as long.
 */
export class Presence {
  readonly directory: string;
  /** What the file says: of no other process, nor of this one with another cache. */
  readonly text: string;
  readonly #heartbeat: Heartbeat;
  readonly #file: string;
  readonly #onGone: () => void;
  #isWritten = false;

  /**
   * @param directory of all processes
   * @param onGone called when others took this process for ended
   */
  constructor(directory: string, heartbeat: Heartbeat, onGone: () => void = () => {}) {
    const token = randomUUID();
    this.directory = join(directory, token);
    this.text = JSON.stringify({ ...thisOwner(), token });
    this.#heartbeat = heartbeat;
    this.#onGone = onGone;
    this.#file = join(this.directory, ownerName);
  }

  write(): void {
    if (this.#isWritten) return;
    makeDirectory(this.directory);
    writeFileSync(this.#file, this.text);
    this.#isWritten = true;
    this.#heartbeat.add(this.#file, this.text, () => {
      this.#isWritten = false;
      this.#onGone();
    });
  }

  /** Make a name for it. @returns false when there is another file of that name */
  link(file: string): boolean {
    this.write();
    try {
      linkSync(this.#file, file);
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return this.isAt(file);
      // Systems say in many ways that they have no links, or no more of them (exFAT, some network drives, 65,000 of one file);
      // or a directory is not there yet.
      return this.#copy(file);
    }
  }

  /** Is that a name of it, or a copy? Network drives may say that a name is taken which they have just made. */
  isAt(file: string): boolean {
    return ifThere(() => readFileSync(file, "utf8")) === this.text;
  }

  close(): void {
    this.#heartbeat.delete(this.#file);
    this.#isWritten = false;
    try {
      rmSync(this.directory, { recursive: true, force: true });
    } catch {
      // Others remove it when this process has ended.
    }
  }

  #copy(file: string): boolean {
    try {
      makeDirectory(dirname(file));
      writeFileSync(file, this.text, { flag: "wx" });
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return this.isAt(file);
      throw error;
    }
  }
}
