import { readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ArchiveDirectoryError } from "../errors.ts";

/** A directory in that of an archive; a file in it is called by the run that has it. */
const lockName = "simulation.lock";

/** More than others could come and go while one waits. */
const mostAttempts = 20;

/** A process that is killed is there for moments more: milliseconds. */
const endingMs = 2000;

/**
 * Keep all other runs out of a directory. What a process that has ended left behind does not keep anybody out.
 *
 * A directory that is not empty is never replaced by renaming another to its name, so of two runs one gets it; and the
 * file of a run has a name of its own, so what is removed as left behind is never that of the next run.
 *
 * @param mark of this run
 * @param patienceMs how long a run that may be ending is waited for
 * @returns what lets others in again
 * @throws ArchiveDirectoryError when another run has it; errors of the system
 */
export async function lockDirectory(
  out: string,
  mark: string,
  patienceMs: number = endingMs,
): Promise<() => Promise<void>> {
  const lock = join(out, lockName);
  const own = ownerName(mark);
  const ticket = join(out, `${lockName}.${mark}`);
  await mkdir(ticket);
  try {
    await writeFile(join(ticket, own), "");
    const patience = performance.now() + patienceMs;
    let attempts = 0;
    while (!(await hasBecome(ticket, lock))) {
      if (++attempts > mostAttempts) throw inUse(out, lock, "others are about to write it");
      const owner = await removeLeftBehind(lock);
      if (owner === undefined) continue;
      if (!mayBeEnding(owner) || performance.now() >= patience) {
        throw inUse(out, lock, `another run is writing it, process ${owner.process} of ${owner.host}`);
      }
      attempts = 0;
      await wait(50);
    }
  } catch (error) {
    await rm(ticket, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
  return async () => {
    await rm(join(lock, own), { force: true }).catch(() => {});
    // Nobody is there, or it is another's already.
    await rmdir(lock).catch(() => {});
  };
}

async function hasBecome(ticket: string, lock: string): Promise<boolean> {
  try {
    await rename(ticket, lock);
    return true;
  } catch (error) {
    // Which of them it is when the other is there depends on the system.
    if (["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(codeOf(error))) return false;
    throw error;
  }
}

/** @returns whose lock it is, when that run may still be there; then it is left */
async function removeLeftBehind(lock: string): Promise<Owner | undefined> {
  try {
    for (const name of await readdir(lock)) {
      const owner = parseOwner(name);
      if (owner !== undefined && isThere(owner)) return owner;
      await rm(join(lock, name), { recursive: true, force: true });
    }
    await rmdir(lock);
  } catch (error) {
    // Another was faster.
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(codeOf(error))) throw error;
  }
  return undefined;
}

/** Not this process, nor one of another host, of which nothing more is known later. */
function mayBeEnding({ process: number, host }: Owner): boolean {
  return host === hostName() && number !== process.pid;
}

function inUse(out: string, lock: string, why: string): ArchiveDirectoryError {
  const message = `${out}: ${why}; if that is not so, delete ${lock}`;
  return new ArchiveDirectoryError(message, { file: out }, "SIMULATOR_IN_USE");
}

/** Whose lock it is: a process, by its number and when it began, for numbers are given again. */
interface Owner {
  readonly process: number;
  readonly beganMs: number;
  readonly host: string;
}

function ownerName(mark: string): string {
  return `${process.pid}.${processBeganMs()}.${mark}@${hostName()}`;
}

function parseOwner(name: string): Owner | undefined {
  const [, process, beganMs, host] = /^([1-9]\d*)\.(\d+)\.[0-9a-z]+@(.+)$/.exec(name) ?? [];
  return host === undefined ? undefined : { process: Number(process), beganMs: Number(beganMs), host };
}

function isThere(owner: Owner): boolean {
  // Nobody can tell from here.
  if (owner.host !== hostName()) return true;
  // In a container that was started again, this process may have the number of the one that was killed.
  if (owner.process === process.pid) return Math.abs(owner.beganMs - processBeganMs()) < 100;
  try {
    process.kill(owner.process, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
  return !hasEnded(owner.process);
}

/** Is it a process that has ended and whose parent has not asked what became of it? Only Linux says. */
function hasEnded(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // proc(5): the name in brackets may have any characters; after it comes the state.
    return ["Z", "X"].includes(text.charAt(text.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** By the clock that runs since the system was started, which nobody sets. */
function processBeganMs(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1e6 - process.uptime() * 1000);
}

function hostName(): string {
  return (
    hostname()
      .replace(/[^\w.-]/g, "_")
      .slice(0, 200) || "localhost"
  );
}

function codeOf(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? "";
}
