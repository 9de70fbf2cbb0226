import { randomUUID } from "node:crypto";
import { renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf, leftoverMs, makeDirectory, namesIn, statOf } from "./_disk.ts";
import type { Liveness } from "./_owner.ts";

/** As `randomUUID` gives it. */
const tokenForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
 * @throws the error of the system; one with the code EEXIST for a directory that has anything else in it, which is left alone
 */
export function tryDirectoryLock(lock: string, owner: string, liveness: Liveness): DirectoryLock | undefined {
  for (const name of namesIn(lock)) {
    if (!tokenForm.test(name)) throw notALock(lock, name);
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

function notALock(lock: string, name: string): Error {
  const problem = `${lock}: there is ${JSON.stringify(name)} in it, so it is no lock: choose another name for the lock`;
  return Object.assign(new Error(problem), { code: "EEXIST" });
}

/**
 * Remove what processes left behind that were ended while they asked for a lock. What else lies beside the lock may be
 * anybody's, whatever its name begins with, and is left alone. What cannot be removed stays.
 */
export function sweepTickets(lock: string, liveness: Liveness): void {
  for (const token of ticketsBeside(lock)) {
    try {
      sweepTicket(`${lock}.${token}`, token, liveness);
    } catch {
      // It keeps nobody from the lock.
    }
  }
}

function ticketsBeside(lock: string): string[] {
  const begin = `${basename(lock)}.`;
  try {
    const names = namesIn(dirname(lock)).filter((name) => name.startsWith(begin));
    return names.map((name) => name.slice(begin.length)).filter((token) => tokenForm.test(token));
  } catch {
    // A directory that may be written to need not be one that may be listed.
    return [];
  }
}

function sweepTicket(ticket: string, token: string, liveness: Liveness): void {
  const [owner, ...others] = namesIn(ticket);
  if (owner === undefined) removeIfOld(ticket);
  else if (owner === token && others.length === 0 && liveness.hasEnded(join(ticket, token))) {
    unlinkSync(join(ticket, token));
    rmdirSync(ticket);
  }
}

/** A directory that is empty: its process was ended before it wrote who it is. */
function removeIfOld(ticket: string): void {
  const found = statOf(ticket);
  if (found !== undefined && Date.now() - found.mtimeMs > leftoverMs) rmdirSync(ticket);
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
