import { ByteCache } from "../_byte-cache.ts";
import { Waiting } from "../_waiting.ts";
import { ClosedError } from "../errors.ts";
import type { DataArray } from "../types.ts";
import type { Metadata, Session } from "./session.ts";

/** Limits of an open file, as in `OpenOptions`. */
export interface FileLimits {
  readonly maxBytes: number;
  readonly cacheBytes: number;
}

/** What all objects of an open file share. */
export class OpenFile {
  readonly name: string;
  readonly maxBytes: number;
  readonly cacheBytes: number;
  /**
   * The last used decoded chunks, by data set and origin. h5wasm opens a data set anew for every read, which empties
   * libhdf5's own cache.
   */
  readonly chunks: ByteCache<string, Promise<DataArray>>;
  readonly #session: Session;
  readonly #waiting = new Waiting();
  #closed = false;

  constructor(session: Session, name: string, { maxBytes, cacheBytes }: FileLimits) {
    this.#session = session;
    this.name = name;
    this.maxBytes = maxBytes;
    this.cacheBytes = cacheBytes;
    this.chunks = new ByteCache(cacheBytes);
  }

  /** What describes the objects. @throws ClosedError */
  get metadata(): Metadata {
    return this.session;
  }

  /** @throws ClosedError */
  get session(): Session {
    if (this.#closed) throw new ClosedError({ file: this.name });
    return this.#session;
  }

  /** Wait for a promise, but not beyond the signal or the end of the file. */
  async wait<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#closed) throw new ClosedError({ file: this.name });
    signal?.throwIfAborted();
    const waiting = this.#waiting.wait(promise, signal);
    this.#session.hold(true);
    try {
      return await waiting;
    } finally {
      // Nobody waits for a read that was aborted, so that a worker which hangs in it keeps no process alive.
      this.#session.hold(this.#waiting.count > 0);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting.end(() => new ClosedError({ file: this.name }));
    this.chunks.close();
    await this.#session.close();
  }
}
