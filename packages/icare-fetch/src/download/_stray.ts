import { shown } from "../_text.ts";
import { digestOf } from "../cache/_bytes.ts";
import { onDisk } from "../cache/_disk.ts";
import { isSameVersion, isSurelySameVersion } from "../cache/_record.ts";
import { inTheWay } from "../cache/_stray.ts";
import type { Checksum, DownloadOptions } from "./types.ts";

/** What lies in the file's place, if it can be the file. @throws CacheError when it cannot, and is not to be replaced */
export async function adoptStray(options: DownloadOptions): Promise<string | undefined> {
  const { remotePath, remote, cache, checksum, signal, log } = options;
  const stray = await cache.findStray(remotePath);
  if (stray === undefined) return undefined;
  const { path, size, origin } = stray;
  // Files of another archive of the same size can be others: their times, or a checksum, must say that they are not.
  const isSameFile = checksum === undefined ? isSurelySameVersion : isSameVersion;
  const isSame = origin === undefined ? size === remote.size : isSameFile(stray, remote);
  if (isSame && (await hasChecksum(path, checksum, signal))) {
    const from = origin === undefined ? "was here" : `is from ${shown(origin)}`;
    log?.({ kind: "note", message: `${shown(path)}: it ${from} and has the same size as the archive's; kept` });
    return cache.adopt(remotePath, remote, { signal });
  }
  if (origin === undefined) {
    const what = isSame ? "a file with another checksum" : `a file of ${size} bytes, not ${remote.size},`;
    throw inTheWay(remotePath, path, what);
  }
  log?.({ kind: "restart", message: `${shown(path)}: it is from ${shown(origin)}, and another; it is replaced` });
  return undefined;
}

async function hasChecksum(file: string, checksum: Checksum | undefined, signal?: AbortSignal): Promise<boolean> {
  if (checksum === undefined) return true;
  const digest = await onDisk("reading", file, () => digestOf(file, checksum.algorithm, signal));
  return digest === checksum.digest.toLowerCase();
}
