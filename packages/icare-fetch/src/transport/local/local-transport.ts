import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { checkIsFile } from "../../_not-a-file.ts";
import { quoted } from "../../_text.ts";
import { ConnectionError, RemotePathError, TransferError } from "../../errors.ts";
import type { ListOptions, OperationOptions, RemoteEntry, RemoteStat } from "../../types.ts";
import type { Connection, ReadOptions, Transport } from "../types.ts";
import { localError } from "./_local-error.ts";
import { localPathOf } from "./_local-path.ts";

/** Options of {@link localTransport}. */
export interface LocalTransportOptions {
  /** The local directory that is the archive's "/". */
  readonly root: string;
}

/** Entries looked at at the same time. */
const statsAtOnce = 16;
/** Bytes per piece. */
const pieceBytes = 262_144;

/**
 * A mirror in a local directory, which is only read. Remote paths start at its root ("/"), and no ".." leads out of it. Symbolic
 * links are followed wherever they lead: they are the user's own, who has a mirror on several disks. Operations may run at
 * the same time.
 */
export function localTransport({ root }: LocalTransportOptions): Transport {
  const origin = pathToFileURL(resolve(root)).href;
  return {
    kind: "local",
    origin,
    hasExactListings: true,
    async connect({ signal }: OperationOptions = {}) {
      signal?.throwIfAborted();
      let real: string;
      try {
        real = await realpath(root);
        if ((await stat(real)).isDirectory()) return new LocalConnection(origin, real);
      } catch (error) {
        throw localError(error, origin, "/");
      }
      throw new RemotePathError("ARCHIVE_NOT_FOUND", `${origin}: it is not a directory`, { origin, remotePath: "/" });
    },
  };
}

class LocalConnection implements Connection {
  readonly #origin: string;
  readonly #root: string;
  #isOpen = true;

  constructor(origin: string, root: string) {
    this.#origin = origin;
    this.#root = root;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  async list(path: string, { signal, onProgress }: ListOptions = {}): Promise<RemoteEntry[]> {
    return this.#try(path, signal, async (local) => {
      const names = await readdir(local);
      const entries: RemoteEntry[] = [];
      for (let start = 0; start < names.length; start += statsAtOnce) {
        signal?.throwIfAborted();
        const some = names.slice(start, start + statsAtOnce);
        entries.push(...(await Promise.all(some.map((name) => this.#entry(path, name)))));
        onProgress?.({ entries: entries.length });
      }
      return entries;
    });
  }

  async stat(path: string, { signal }: OperationOptions = {}): Promise<RemoteStat> {
    return this.#try(path, signal, statLocal);
  }

  async *read(path: string, { offset, size, signal }: ReadOptions): AsyncGenerator<Uint8Array> {
    const local = await this.#try(path, signal, async (found) => {
      // A pipe would be waited for.
      checkIsFile((await statLocal(found)).kind, this.#origin, path);
      return found;
    });
    if (offset >= size) return;
    let at = offset;
    const pieces = createReadStream(local, { start: offset, end: size - 1, highWaterMark: pieceBytes });
    try {
      for await (const piece of pieces as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        at += piece.length;
        yield piece;
      }
    } catch (error) {
      throw signal?.aborted ? signal.reason : localError(error, this.#origin, path);
    }
    if (at < size) {
      throw new TransferError(
        "ARCHIVE_CHANGED",
        `${this.#origin}: ${quoted(path)} ends at ${at} bytes, expected ${size}`,
        { origin: this.#origin, remotePath: path },
      );
    }
  }

  async close(): Promise<void> {
    this.#isOpen = false;
  }

  /** Links are what they lead to, unless that is nowhere. */
  async #entry(directory: string, name: string): Promise<RemoteEntry> {
    try {
      return { name, ...(await statLocal(localPathOf(this.#root, `${directory}/${name}`, this.#origin))) };
    } catch {
      return { name, kind: "link", size: 0, modifiedMs: undefined };
    }
  }

  async #try<T>(path: string, signal: AbortSignal | undefined, work: (local: string) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    if (!this.#isOpen) throw new ConnectionError("ARCHIVE_CLOSED", `${this.#origin}: the session was closed`);
    try {
      return await work(localPathOf(this.#root, path, this.#origin));
    } catch (error) {
      throw signal?.aborted ? signal.reason : localError(error, this.#origin, path);
    }
  }
}

async function statLocal(path: string): Promise<RemoteStat> {
  const stats = await stat(path);
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "directory" : "other";
  return { kind, size: kind === "file" ? stats.size : 0, modifiedMs: Math.trunc(stats.mtimeMs) };
}
