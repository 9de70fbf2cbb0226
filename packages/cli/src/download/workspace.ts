import { lstat, readdir, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeDirectory } from "@atcs/icare-fetch/disk";
import { downloadError, onDisk } from "./errors.ts";
import { type LockOptions, takeLock } from "./lock.ts";

/**
 * `OUT.download`, beside OUT and so on the same disk: the archive on its way, and the files that are being unpacked. OUT
 * appears when they are complete.
 */
export interface Workspace {
  /** Where OUT will be; links in the path are followed. */
  readonly out: string;
  readonly folder: string;
  /** Is being unpacked. */
  readonly unpacked: string;
  /** That of the command; also aborted when another process has taken the workspace over. */
  readonly signal: AbortSignal;
  /** Give a directory the name OUT. @param path of it: `unpacked`, or a directory in it */
  publish(path: string): Promise<void>;
  /**
   * Remove what is half unpacked, and the workspace if nothing else is left in it; not when another process has taken it
   * over. May be called again.
   */
  close(): Promise<void>;
}

/** @throws CommandError DOWNLOAD_OUT when OUT is there and not an empty directory, DOWNLOAD_IN_USE; the signal's reason */
export async function openWorkspace(given: string, options: LockOptions = {}): Promise<Workspace> {
  const out = await findOut(resolve(given));
  const folder = `${out}.download`;
  const unpacked = join(folder, ".unpacking");
  await onDisk("making the directory", folder, async () => makeDirectory(folder));
  if (!(await lstat(folder)).isDirectory()) {
    throw downloadError("DOWNLOAD_OUT", `${folder}: it is a link, expected a directory`, { file: folder });
  }
  const { lost, release } = await takeLock(folder, options);
  const signal = options.signal === undefined ? lost : AbortSignal.any([options.signal, lost]);
  const removeUnpacked = (): Promise<void> =>
    onDisk("removing", unpacked, () => rm(unpacked, { recursive: true, force: true }));
  const close = async (): Promise<void> => {
    try {
      if (!lost.aborted) await removeUnpacked();
    } finally {
      release();
      // Not while it holds an archive, or the lock of another process.
      await rmdir(folder).catch(() => {});
    }
  };
  try {
    // What a run that was killed has left.
    await removeUnpacked();
  } catch (error) {
    release();
    throw error;
  }
  const publish = async (path: string): Promise<void> => {
    await checkOut(out);
    lost.throwIfAborted();
    await onDisk("making the directory", out, async () => {
      // Windows renames nothing to a name that is taken.
      await rmdir(out).catch(() => {});
      await rename(path, out);
    });
  };
  return { out, folder, unpacked, signal, publish, close };
}

async function findOut(path: string): Promise<string> {
  if (!(await checkOut(path))) {
    await onDisk("making the directory", dirname(path), async () => makeDirectory(dirname(path)));
    return path;
  }
  const out = await realpath(path);
  const [own, parent] = await Promise.all([stat(out), stat(dirname(out))]);
  if (own.dev !== parent.dev) {
    throw downloadError("DOWNLOAD_OUT", `${path}: it is a disk of its own, which no other directory can become`, {
      file: path,
      hint: "Give a directory in it that does not exist yet.",
    });
  }
  return out;
}

/** @returns is it there, and empty? */
async function checkOut(path: string): Promise<boolean> {
  return onDisk("looking", path, async () => {
    const entry = await lstat(path).catch(() => undefined);
    if (entry === undefined) return false;
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() !== true)
      throw downloadError("DOWNLOAD_OUT", `${path}: it is no directory`, { file: path });
    if ((await readdir(path)).length > 0) {
      throw downloadError("DOWNLOAD_OUT", `${path}: it is there already, and not empty`, {
        file: path,
        hint: "Choose another directory with --out; if it is the dataset, check it with: atcs validate DIR",
      });
    }
    return true;
  });
}
