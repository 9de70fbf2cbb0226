import { constants, type FileHandle, open } from "node:fs/promises";
import { CredentialsError } from "../errors.ts";

/** Whose rights are looked at, and what else tests replace. */
export interface SecretFileOptions {
  /** Take files that other users can read. */
  readonly allowOpen: boolean;
  readonly platform: NodeJS.Platform;
  /** The user that the process runs as. */
  readonly userId: number | undefined;
}

/** Keys are shorter; a path that was meant to be something else may lead to gigabytes. */
const maxBytes = 65_536;

/**
 * Text of a file that only its owner can read; undefined when there is none.
 * @throws CredentialsError ARCHIVE_CREDENTIALS
 */
export async function readSecretFile(file: string, options: SecretFileOptions): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    // Without waiting for somebody to write into a pipe of that name.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CredentialsError("ARCHIVE_CREDENTIALS", `${file}: it cannot be read (${code ?? String(error)})`, {
      file,
      cause: error,
    });
  }
  try {
    // What is checked is what is read: a file put in its place in between does not matter.
    await check(handle, file, options);
    return decode(await handle.readFile(), file);
  } catch (error) {
    if (error instanceof CredentialsError) throw error;
    throw new CredentialsError("ARCHIVE_CREDENTIALS", `${file}: it cannot be read (${String(error)})`, {
      file,
      cause: error,
    });
  } finally {
    await handle.close();
  }
}

async function check(handle: FileHandle, file: string, options: SecretFileOptions): Promise<void> {
  const { platform, allowOpen, userId } = options;
  const stats = await handle.stat();
  if (!stats.isFile()) throw refused(file, "it is not a file");
  if (stats.size > maxBytes) throw refused(file, `it has ${stats.size} bytes, more than ${maxBytes}`);
  // Windows has no such rights; what its lists of rights say is not seen here.
  if (platform === "win32" || allowOpen) return;
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) !== 0) {
    const found = mode.toString(8).padStart(3, "0");
    throw refused(file, `other users can read or change it (mode ${found}); run: chmod 600 ${shellWord(file)}`);
  }
  if (userId !== undefined && stats.uid !== userId && stats.uid !== 0) {
    throw refused(file, `it belongs to another user (id ${stats.uid}, this is ${userId})`);
  }
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Said below.
  }
  throw refused(file, "it is not text in UTF-8; save it in that encoding");
}

function refused(file: string, message: string): CredentialsError {
  return new CredentialsError("ARCHIVE_CREDENTIALS", `${file}: ${message}`, { file });
}

/** For a POSIX shell. */
function shellWord(file: string): string {
  return /^[\w./~-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}
