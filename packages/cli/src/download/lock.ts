import { join } from "node:path";
import { takeLock as takeLockOnDisk } from "@atcs/icare-fetch/disk";
import { downloadError, onDisk } from "./errors.ts";

/**
 * Keep other processes out of a directory. The lock of a process that has ended is taken over.
 * @returns lets others in; may be called again
 * @throws CommandError DOWNLOAD_IN_USE; the signal's reason
 */
export async function takeLock(folder: string, signal?: AbortSignal): Promise<() => void> {
  const path = join(folder, "lock");
  const inUse = (problem: string): Error => downloadError("DOWNLOAD_IN_USE", `${folder}: ${problem}`, { file: path });
  const lock = await onDisk("locking", folder, () =>
    takeLockOnDisk(path, {
      taken: ({ process, host, isHere }) =>
        inUse(`process ${process} of ${isHere ? "this computer" : host} is fetching into the same directory`),
      lost: () => inUse("another process has taken it over"),
      signal,
    }),
  );
  return () => lock.release();
}
