import { randomUUID } from "node:crypto";
import { renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf, makeDirectory, namesIn, removeLeftover } from "./_disk.ts";
import type { Liveness } from "./_owner.ts";

/** A lock that this process has. */
export interface DirectoryLock {
  /** Says whose it is. */
  readonly file: string;
  giveBack(): void;
}

/**
 * Try to get a lock that can be taken from an owner that has ended without keeping others from it in the meantime. It is
 * slower than those of `Locks`, and what these need when an owner has ended.
 *
 * It is a directory with one file in it, of a name that is never given twice. It comes into being whole, by renaming, and
 * renaming does not replace a directory that is not empty: so of many, one gets it. What a process that has ended left
 * behind is removed by the name of its file, which is never that of the next owner.
 *
 * @param owner what the file says of this process
 * @returns undefined when another process has it
 */
export function tryDirectoryLock(lock: string, owner: string, liveness: Liveness): DirectoryLock | undefined {
  for (const name of namesIn(lock)) {
    if (liveness.isAlive(join(lock, name))) return undefined;
    rmSync(join(lock, name), { force: true });
  }
  const token = randomUUID();
  const ticket = `${lock}.${token}`;
  makeDirectory(ticket);
  try {
    writeFileSync(join(ticket, token), owner);
    if (hasBecome(ticket, lock)) return { file: join(lock, token), giveBack: () => giveBack(lock, token) };
  } catch (error) {
    rmSync(ticket, { recursive: true, force: true });
    throw error;
  }
  rmSync(ticket, { recursive: true, force: true });
  return undefined;
}

/** Remove what processes left behind that were ended while they asked for a lock. */
export function sweepTickets(lock: string, liveness: Liveness): void {
  const begin = `${basename(lock)}.`;
  for (const name of namesIn(dirname(lock))) {
    if (!name.startsWith(begin)) continue;
    const ticket = join(dirname(lock), name);
    const [owner] = namesIn(ticket);
    if (owner === undefined) removeLeftover(ticket);
    else if (liveness.hasEnded(join(ticket, owner))) rmSync(ticket, { recursive: true, force: true });
  }
}

function giveBack(lock: string, token: string): void {
  try {
    unlinkSync(join(lock, token));
    // Another may have it already.
    rmdirSync(lock);
  } catch {
    // What stays behind is removed when this process has ended.
  }
}

function hasBecome(ticket: string, lock: string): boolean {
  try {
    // Windows replaces no directory, not even an empty one.
    if (process.platform === "win32") removeEmpty(lock);
    renameSync(ticket, lock);
    return true;
  } catch (error) {
    const isTaken = ["ENOTEMPTY", "EEXIST"].includes(codeOf(error));
    if (isTaken || (process.platform === "win32" && ["EPERM", "EACCES"].includes(codeOf(error)))) return false;
    throw error;
  }
}

function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It is not there, or not empty.
  }
}
