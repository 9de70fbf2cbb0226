import { SourceError, UnsupportedError } from "../errors.ts";
import type { RandomAccessSource } from "./types.ts";

// Node's modules are taken from the running process, so that a bundler for browsers finds nothing to resolve.
type NodeModules = {
  "node:buffer": typeof import("node:buffer");
  "node:fs": typeof import("node:fs");
  "node:path": typeof import("node:path");
  "node:url": typeof import("node:url");
  "node:zlib": typeof import("node:zlib");
  "node:worker_threads": typeof import("node:worker_threads");
};

/** A built-in module of Node, or undefined elsewhere. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return globalThis.process?.getBuiltinModule?.(name) as NodeModules[Name] | undefined;
}

/** The same, for code that only runs for a path. @throws UnsupportedError outside Node */
export function requireNodeModule<Name extends keyof NodeModules>(name: Name, file: string): NodeModules[Name] {
  const found = nodeModule(name);
  if (found === undefined) {
    throw new UnsupportedError("paths can be opened in Node only: pass a Blob, bytes or a random-access source", {
      file,
    });
  }
  return found;
}

/** Path of a string or file: URL. */
export function toPath(source: string | URL): string {
  if (typeof source === "string") {
    if (/^(https?|ftp|sftp):\/\//i.test(source)) return toPath(new URL(source));
    return source;
  }
  if (source.protocol !== "file:") {
    throw new UnsupportedError("only file: URLs can be opened: fetch it, or pass a random-access source over HTTP", {
      file: source.href,
    });
  }
  return requireNodeModule("node:url", source.href).fileURLToPath(source);
}

/** Open a file for reading by ranges. @throws SourceError when it cannot be opened or is not a regular file */
export async function openPath(path: string): Promise<RandomAccessSource> {
  const fs = requireNodeModule("node:fs", path);
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it.
    const { O_RDONLY, O_NONBLOCK = 0 } = fs.constants;
    const handle = await fs.promises.open(path, O_RDONLY | O_NONBLOCK);
    try {
      // Of an open file, so that nothing is waited for.
      const info = fs.fstatSync(handle.fd);
      if (!info.isFile()) throw new SourceError("not a regular file", { file: path });
      return {
        size: info.size,
        name: path,
        read: (offset, length) => readAt(handle, offset, length),
        readInto: (target, offset) => readInto(handle, target, offset),
        close: () => handle.close(),
      };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(`cannot be opened (${reason(error)})`, { file: path, cause: error });
  }
}

async function readAt(
  handle: import("node:fs").promises.FileHandle,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, await readInto(handle, bytes, offset));
}

async function readInto(
  handle: import("node:fs").promises.FileHandle,
  target: Uint8Array,
  offset: number,
): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    // One call reads at most 2 GiB.
    const want = Math.min(target.length - filled, 2 ** 30);
    const { bytesRead } = await handle.read(target, filled, want, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

function reason(error: unknown): string {
  const code = (error as { code?: string }).code;
  const known: Record<string, string> = {
    ENOENT: "no such file",
    EACCES: "permission denied",
    EISDIR: "it is a directory",
  };
  return (code && known[code]) ?? code ?? String(error);
}
