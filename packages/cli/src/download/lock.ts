import { join } from "node:path";
import { type Lock, type LockOwner, takeLock as takeLockOnDisk } from "@atcs/icare-fetch/disk";
import { downloadError, onDisk } from "./errors.ts";

/** How {@link takeLock} waits. */
export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when it takes longer than a second, with what is waited for. */
  readonly onWait?: ((text: string) => void) | undefined;
}

/**
 * Keep other processes out of a directory. The lock of a process that has ended is taken over.
 * @returns it can be lost to another computer, while this one stands still
 * @throws CommandError DOWNLOAD_IN_USE; the signal's reason
 */
export async function takeLock(folder: string, { signal, onWait }: LockOptions = {}): Promise<Lock> {
  const path = join(folder, "lock");
  const inUse = (problem: string): Error => downloadError("DOWNLOAD_IN_USE", `${folder}: ${problem}`, { file: path });
  return onDisk("locking", folder, () =>
    takeLockOnDisk(path, {
      taken: ({ process, host, isHere }) =>
        inUse(`process ${process} of ${isHere ? "this computer" : host} is fetching into the same directory`),
      onWait: (owner) => onWait?.(waitText(folder, owner)),
      lost: () => inUse("another process has taken it over"),
      signal,
    }),
  );
}

/** Is it there, or what one that has ended left behind? Of another computer only time tells. */
function waitText(folder: string, owner: LockOwner | undefined): string {
  const host = owner?.isHere === true ? "this computer" : owner?.host;
  const who = owner === undefined ? "another process" : `process ${owner.process} of ${host}`;
  return `looking whether ${who} is still fetching into ${folder}, which can take a minute`;
}
