import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import type { TrainError } from "../errors.ts";
import { ioError, systemCode } from "../run/write-file.ts";
import { refusal } from "./problems.ts";

/** How a file of a stranger is read. */
export interface ReadFileLimits {
  readonly mostBytes: number;
  /** Follow a symbolic link? In a submission it could lead to any file of the reader. */
  readonly followLinks: boolean;
}

/** A named pipe would keep waiting for someone who writes to it. Windows has neither flag. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const noFollow = constants.O_NOFOLLOW ?? 0;

/**
 * Read a whole file whose size is limited.
 * @throws TrainError TRAIN_SUBMISSION for what is no file, is too large, or a link that is not followed; TRAIN_IO
 */
export async function readLimited(
  file: string,
  { mostBytes, followLinks }: ReadFileLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  let handle: FileHandle | undefined;
  try {
    // Windows has no flag against links.
    if (!followLinks && (await lstat(file)).isSymbolicLink()) throw symbolicLink();
    handle = await open(file, followLinks ? flags : flags | noFollow);
    const found = await handle.stat();
    if (!found.isFile())
      throw refusal(found.isDirectory() ? "it is a directory: expected a file" : "it is no plain file");
    if (found.size > mostBytes) throw refusal(`it has ${found.size} bytes: expected at most ${mostBytes}`);
    return await readAll(handle, found.size);
  } catch (error) {
    throw understood(error, file);
  } finally {
    await handle?.close();
  }
}

/** The error of a link that is not followed. */
export function symbolicLink(): TrainError {
  return refusal("it is a symbolic link: expected a file of its own");
}

async function readAll(handle: FileHandle, size: number): Promise<Uint8Array<ArrayBuffer>> {
  // Memory of its own, so that the numbers in it are aligned.
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, Math.min(size - filled, 2 ** 30), filled);
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return bytes;
}

const damages: ReadonlyMap<string, () => TrainError> = new Map([
  ["ENOENT", () => refusal("it is missing")],
  ["ENOTDIR", () => refusal("it is missing")],
  ["ELOOP", symbolicLink],
  ["EISDIR", () => refusal("it is a directory: expected a file")],
  ["ENXIO", () => refusal("it is no plain file")],
]);

function understood(error: unknown, file: string): unknown {
  return damages.get(systemCode(error))?.() ?? ioError(error, file, "read");
}
