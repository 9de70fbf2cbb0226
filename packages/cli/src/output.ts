import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { CommandError } from "./errors.ts";
import { type OutputStream, writeTo } from "./io.ts";

/** Where the result of a command goes. */
export interface Output {
  write(chunk: string | Uint8Array): Promise<void>;
  /** Everything is written: a file gets its name. */
  finish(): Promise<void>;
  /** Give up: a file leaves nothing behind. Safe after `finish`. */
  abort(): Promise<void>;
}

/** A file of this name, or the stream when there is none or it is "-". */
export async function openOutput(path: string | undefined, stream: OutputStream): Promise<Output> {
  return path === undefined || path === "-" ? streamOutput(stream) : openFile(path, "Choose another place with -o.");
}

/** Write a file in one piece: it appears, or is replaced, only when it is complete. @param hint what helps if it fails */
export async function writeWhole(path: string, content: string, hint: string): Promise<void> {
  const output = await openFile(path, hint);
  try {
    await output.write(content);
    await output.finish();
  } finally {
    await output.abort();
  }
}

/** Small pieces joined to blocks that are worth a write. */
export function* joinPieces(pieces: Iterable<string>): Generator<string> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < 2 ** 16) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

function streamOutput(stream: OutputStream): Output {
  return { write: (chunk) => writeTo(stream, chunk), finish: async () => {}, abort: async () => {} };
}

/** The file appears, or is replaced, only when it is complete and on the disk. */
async function openFile(path: string, hint: string): Promise<Output> {
  const guard = <T>(action: () => Promise<T>): Promise<T> => guarded(path, hint, action);
  await guard(async () => {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
  });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.part`;
  let handle: FileHandle | undefined = await guard(() => open(temporary, "wx"));
  return {
    write: (chunk) => guard(async () => handle?.writeFile(chunk)),
    finish: () =>
      guard(async () => {
        await handle?.sync();
        await handle?.close();
        handle = undefined;
        await rename(temporary, path);
      }),
    abort: async () => {
      await handle?.close().catch(() => {});
      handle = undefined;
      await rm(temporary, { force: true }).catch(() => {});
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "it is a directory",
  ENOENT: "there is no such directory",
  ENOSPC: "no space left on the device",
  EROFS: "the file system is read-only",
};

async function guarded<T>(path: string, hint: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    throw new CommandError(`${path}: cannot be written (${reasons[code] ?? (code || String(error))})`, {
      code: "OUTPUT",
      hint,
      file: path,
      cause: error,
    });
  }
}
