import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { downloadError, onDisk, systemCode } from "./errors.ts";

/**
 * Keep other processes out of a directory: with `DIR/lock`, a directory with a file that names its owner. A directory that
 * is not empty is never replaced by renaming another to its name, so of two processes one gets it; and each owner's file
 * has a name of its own, so what is removed as left behind is never that of the next owner.
 * @returns lets others in
 * @throws CommandError DOWNLOAD_IN_USE
 */
export async function takeLock(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, "lock");
  const own = `${process.pid}.${beganMs()}.${randomBytes(4).toString("hex")}@${hostName()}`;
  const ticket = `${lock}.${own}`;
  return onDisk("locking", folder, async () => {
    await mkdir(ticket);
    try {
      await writeFile(join(ticket, own), "");
      if (!(await hasBecome(ticket, lock))) {
        await removeLeftBehind(lock);
        if (!(await hasBecome(ticket, lock))) throw inUse(lock);
      }
    } catch (error) {
      await rm(ticket, { recursive: true, force: true });
      throw error;
    }
    return async () => {
      await rm(join(lock, own), { force: true }).catch(() => {});
      await rmdir(lock).catch(() => {});
    };
  });
}

async function hasBecome(ticket: string, lock: string): Promise<boolean> {
  try {
    await rename(ticket, lock);
    return true;
  } catch (error) {
    // Which of them it is when another's is there depends on the system.
    if (["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(systemCode(error))) {
      if (await readdir(lock).catch(() => undefined)) return false;
    }
    throw error;
  }
}

/** Remove the lock of processes that have ended. */
async function removeLeftBehind(lock: string): Promise<void> {
  for (const name of await readdir(lock).catch(() => [])) {
    if (isThere(name)) throw inUse(lock);
    await rm(join(lock, name), { force: true });
  }
}

/** Of a process on another machine nothing is known. */
function isThere(owner: string): boolean {
  const [, number, began, host] = /^(\d+)\.(\d+)\.[0-9a-f]+@(.+)$/.exec(owner) ?? [];
  if (number === undefined || host !== hostName()) return true;
  // In a container that was started again, this process may have the number of the one that was killed.
  if (Number(number) === process.pid) return Math.abs(Number(began) - beganMs()) < 100;
  try {
    process.kill(Number(number), 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}

/** When this process began, by the clock that runs since the system was started, which nobody sets. */
function beganMs(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1e6 - process.uptime() * 1000);
}

function hostName(): string {
  return hostname().replace(/[^\w.-]/g, "_") || "localhost";
}

function inUse(lock: string): Error {
  const message = `another process is fetching into the same directory; if that is not so, delete ${lock}`;
  return downloadError("DOWNLOAD_IN_USE", message, { file: lock });
}
