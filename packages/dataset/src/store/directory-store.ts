import { DatasetError } from "../errors.ts";
import { requireNodeModule } from "./_node.ts";
import type { DatasetStore, ReadOptions } from "./types.ts";

type FileHandle = import("node:fs").promises.FileHandle;

/** The files below a directory (Node). @throws TypeError elsewhere */
export function directoryStore(directory: string): DatasetStore {
  const { promises } = requireNodeModule("node:fs", directory);
  const { join, resolve } = requireNodeModule("node:path", directory);
  const locate = (path: string): string => join(directory, path);

  const withFile = async <T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> => {
    const file = locate(path);
    try {
      const handle = await promises.open(file, "r");
      try {
        return await use(handle);
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
    return withFile(path, async (handle) => {
      const { size } = await handle.stat();
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

  return { name: directory, origin: { kind: "directory", path: resolve(directory) }, locate, read, readInto, size };
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

const problems: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EISDIR", "it is a directory: expected a file"],
]);

function isAbsence(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((error as { code?: string }).code ?? "");
}

/** What the system says, as an error of the dataset; all else, such as an abort, as it is. */
function readError(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof DatasetError || typeof code !== "string" || !/^(E[A-Z0-9]+|UNKNOWN)$/.test(code)) return error;
  if (isAbsence(error)) return new DatasetError("DATASET_NOT_FOUND", "no such file", { file, cause: error });
  return new DatasetError("DATASET_IO", problems.get(code) ?? `it cannot be read (${code})`, { file, cause: error });
}
