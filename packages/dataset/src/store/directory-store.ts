import { DatasetError } from "../errors.ts";
import { requireNodeModule } from "./_node.ts";
import type { DatasetStore, ReadOptions } from "./types.ts";

type FileHandle = import("node:fs").promises.FileHandle;

/** The files below a directory (Node). @throws TypeError elsewhere */
export function directoryStore(directory: string): DatasetStore {
  const { promises, constants, fstatSync } = requireNodeModule("node:fs", directory);
  const { join, resolve } = requireNodeModule("node:path", directory);
  const locate = (path: string): string => join(directory, path);
  // A named pipe would keep waiting for someone who writes to it. Windows has neither.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

  const withFile = async <T>(path: string, use: (handle: FileHandle, size: number) => Promise<T>): Promise<T> => {
    const file = locate(path);
    try {
      const handle = await promises.open(file, flags);
      try {
        // At once, rather than in its turn among what other threads do: the file is open, and this takes microseconds.
        const found = fstatSync(handle.fd);
        if (!found.isFile()) throw noFile(found.isDirectory(), file);
        return await use(handle, found.size);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw readError(error, file);
    }
  };

  const readInto: NonNullable<DatasetStore["readInto"]> = (path, target, { offset = 0, signal } = {}) => {
    signal?.throwIfAborted();
    return withFile(path, (handle) => fill(handle, target, offset, signal));
  };

  const read = (path: string, { offset = 0, length, signal }: ReadOptions = {}): Promise<Uint8Array<ArrayBuffer>> => {
    signal?.throwIfAborted();
    return withFile(path, async (handle, size) => {
      const available = Math.max(0, size - offset);
      const target = new Uint8Array(Math.min(length ?? available, available));
      return target.subarray(0, await fill(handle, target, offset, signal));
    });
  };

  const size = async (path: string): Promise<number | undefined> => {
    try {
      const info = await promises.stat(locate(path));
      return info.isFile() ? info.size : undefined;
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw readError(error, locate(path));
    }
  };

  const list: NonNullable<DatasetStore["list"]> = async (folder, { signal } = {}) => {
    signal?.throwIfAborted();
    try {
      const entries = await promises.readdir(locate(folder), { withFileTypes: true });
      const names = entries.map(async (entry) => {
        const isFolder = entry.isSymbolicLink()
          ? await leadsToFolder(join(locate(folder), entry.name))
          : entry.isDirectory();
        return isFolder ? `${entry.name}/` : entry.name;
      });
      return (await Promise.all(names)).sort();
    } catch (error) {
      if (isAbsence(error)) return [];
      throw readError(error, locate(folder));
    }
  };

  const leadsToFolder = (file: string): Promise<boolean> =>
    promises.stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    );

  const origin = { kind: "directory", path: resolve(directory) } as const;
  return { name: directory, origin, locate, read, readInto, size, list };
}

async function fill(
  handle: FileHandle,
  target: Uint8Array<ArrayBuffer>,
  offset: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    signal?.throwIfAborted();
    // One call reads at most 2 GiB.
    const want = Math.min(target.length - filled, 2 ** 30);
    const { bytesRead } = await handle.read(target, filled, want, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

const problems: ReadonlyMap<string, string> = new Map([["EACCES", "permission denied"]]);

/** What stays so until the path is another, or another file lies there. */
const damages: ReadonlyMap<string, string> = new Map([
  ["ELOOP", "it is a link that leads back to itself: expected a file"],
  ["ENAMETOOLONG", "its name is longer than the system allows: expected a file"],
]);

/** Damage, and no passing trouble with the disk. */
function noFile(isDirectory: boolean, file: string): DatasetError {
  const found = isDirectory ? "a directory" : "a pipe, a device or a socket";
  return new DatasetError("DATASET_LAYOUT", `it is ${found}: expected a file`, { file });
}

function isAbsence(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((error as { code?: string }).code ?? "");
}

/** What the system says, as an error of the dataset; all else, such as an abort, as it is. */
function readError(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof DatasetError || typeof code !== "string" || !/^(E[A-Z0-9]+|UNKNOWN)$/.test(code)) return error;
  // What opening a socket ends with.
  if (code === "ENXIO") return noFile(false, file);
  // Windows does not open directories.
  if (code === "EISDIR") return noFile(true, file);
  if (isAbsence(error)) return new DatasetError("DATASET_NOT_FOUND", "no such file", { file, cause: error });
  const damage = damages.get(code);
  if (damage !== undefined) return new DatasetError("DATASET_LAYOUT", damage, { file, cause: error });
  return new DatasetError("DATASET_IO", problems.get(code) ?? `it cannot be read (${code})`, { file, cause: error });
}
