import { HdfError, SourceError } from "./errors.ts";
import { requireNodeModule, toPath } from "./source/path.ts";

/**
 * Where a writer puts its bytes: any offset, in any order. Bytes between what was written are zero. One call is made at
 * a time: the next when the promise of the one before has settled. What a sink throws reaches the writer's user as the
 * `cause` of a SourceError.
 */
export interface Sink {
  /** Shown in error messages. */
  readonly name?: string;
  /** `bytes` hold still until the result has settled; a sink that keeps them longer copies them. It does not change them. */
  write(offset: number, bytes: Uint8Array): void | Promise<void>;
  /** All bytes are written: make them last. Called once, and not after `abort`. */
  finish(): void | Promise<void>;
  /** Give up: leave nothing behind. Also called when `write` or `finish` failed. */
  abort(): void | Promise<void>;
}

/** Everything that a writer writes to: a path or file: URL (Node), or a sink such as `MemorySink`. */
export type WriteTarget = string | URL | Sink;

/** Keeps one file in memory; `bytes` gives it when the writer has closed. */
export class MemorySink implements Sink {
  #buffer = new Uint8Array(2 ** 16);
  #length = 0;

  /** A copy of the file, made anew at each access: take it once. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length);
  }

  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (end > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(end, this.#buffer.length * 2));
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    this.#buffer.set(bytes, offset);
    this.#length = Math.max(this.#length, end);
  }

  finish(): void {}

  abort(): void {
    this.#buffer = new Uint8Array(0);
    this.#length = 0;
  }
}

/** A sink whose errors are SourceErrors. */
export interface OpenSink {
  /** Name of the file in errors, where it has one. */
  readonly name: string | undefined;
  write(offset: number, bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/**
 * The sink of a write target. A path appears only when the file is complete: until then it has a temporary name.
 * @param caller subject of the errors
 * @throws TypeError for what is no target; SourceError when a path cannot be written
 */
export async function openSink(target: WriteTarget, caller: string): Promise<OpenSink> {
  if (target === "") throw new TypeError(`${caller}: expected a path, URL or sink, got an empty path`);
  if (typeof target === "string" || target instanceof URL) return openFileSink(toPath(target));
  const methods = ["write", "finish", "abort"] as const;
  if (typeof target === "object" && target !== null && methods.every((name) => typeof target[name] === "function")) {
    return guardSink(target);
  }
  throw new TypeError(`${caller}: expected a path, URL or sink, got ${target === null ? "null" : typeof target}`);
}

/** Name of a write target in errors, where it has one. @throws UnsupportedError for a URL that is no file */
export function targetName(target: WriteTarget): string | undefined {
  return typeof target === "string" || target instanceof URL ? toPath(target) : target?.name;
}

/** The same sink, whose errors are SourceErrors with the file and the offset. */
export function guardSink(sink: Sink): OpenSink {
  const { name } = sink;
  return {
    name,
    write: (offset, bytes) => guard(() => sink.write(offset, bytes), "cannot be written", name, offset),
    finish: () => guard(() => sink.finish(), "cannot be completed", name),
    abort: () => guard(() => sink.abort(), "cannot be removed", name),
  };
}

async function openFileSink(path: string): Promise<OpenSink> {
  const fs = requireNodeModule("node:fs", path).promises;
  const { pid } = globalThis.process;
  const [file, temporary, handle] = await guard(
    async () => {
      const file = await checkTarget(fs, path);
      const temporary = `${file}.${pid}-${Math.random().toString(36).slice(2, 10)}.part`;
      return [file, temporary, await fs.open(temporary, "wx")] as const;
    },
    "cannot be created",
    path,
  );
  return guardSink({
    name: path,
    write: async (offset, bytes) => {
      for (let done = 0; done < bytes.length; ) {
        done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
      }
    },
    finish: async () => {
      await handle.sync();
      await handle.close();
      await fs.rename(temporary, file);
    },
    abort: async () => {
      await handle.close().catch(() => {});
      await fs.rm(temporary, { force: true });
    },
  });
}

/**
 * The file that a path will be: where a symbolic link leads, so that the link stays. Renaming replaces whatever is
 * there, also what cannot be written to, or fails only at the end: both are found out now.
 * @throws SourceError for what is not a regular file; errors of the system
 */
async function checkTarget(fs: typeof import("node:fs").promises, path: string): Promise<string> {
  const found = await fs.lstat(path).catch((error: { code?: string }) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return path;
  const file = await fs.realpath(path);
  const info = await fs.stat(file);
  if (!info.isFile()) {
    throw new SourceError(`cannot be created (${info.isDirectory() ? "it is a directory" : "not a regular file"})`, {
      file: path,
    });
  }
  await fs.access(file, fs.constants.W_OK);
  return file;
}

async function guard<T>(
  action: () => T | Promise<T>,
  problem: string,
  file: string | undefined,
  offset?: number,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof HdfError) throw error;
    throw new SourceError(`${problem} (${reason(error)})`, { file, offset, cause: error });
  }
}

function reason(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  const known: Readonly<Record<string, string>> = {
    ENOENT: "no such file or folder",
    ENOTDIR: "not a folder",
    EACCES: "permission denied",
    EPERM: "permission denied",
    EISDIR: "it is a directory",
    ENOSPC: "no space left on the device",
  };
  if (typeof code === "string" && known[code] !== undefined) return known[code];
  return error instanceof Error ? error.message : String(error);
}
