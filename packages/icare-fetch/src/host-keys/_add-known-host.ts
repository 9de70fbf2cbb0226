import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { makeDirectory } from "../cache/_disk.ts";
import { CacheError } from "../errors.ts";

/**
 * Add a line to a known_hosts file, which is made when it is not there, for its owner alone. The line is appended by
 * one write: other processes that add theirs at the same time, OpenSSH's too, lose nothing, as they would by a new file
 * that is renamed.
 */
export async function addKnownHost(file: string, name: string, type: string, key: Uint8Array): Promise<void> {
  try {
    makeDirectory(dirname(file), 0o700);
    const handle = await open(file, "a+", 0o600);
    try {
      const line = `${name} ${type} ${Buffer.from(key).toString("base64")}\n`;
      await handle.write((await endsWithLine(handle)) ? line : `\n${line}`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
    const message = `${file}: the host's key cannot be remembered (${code}): expected a file that can be written`;
    throw new CacheError(code === "ENOSPC" ? "ARCHIVE_DISK_FULL" : "ARCHIVE_CACHE", message, { file, cause });
  }
}

async function endsWithLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
  return buffer[0] === 0x0a;
}
