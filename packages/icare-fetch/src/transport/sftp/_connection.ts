import type { Socket } from "node:net";
import type { Client, FileEntryWithStats, SFTPWrapper, Stats } from "ssh2";
import { quoted } from "../../_text.ts";
import { type ArchiveError, ConnectionError } from "../../errors.ts";
import type { OperationOptions, RemoteEntry, RemoteStat } from "../../types.ts";
import type { Connection, ReadOptions } from "../types.ts";
import { statOf } from "./_attributes.ts";
import { interruptedError, requestError, sessionError, type Task, timeoutError } from "./_errors.ts";
import { PipelinedReader } from "./_pipelined-reader.ts";
import { SilenceWatch } from "./_silence.ts";
import type { SftpSettings } from "./options.ts";

/** No directory of an archive is as long; a server that never comes to an end is stopped here. */
const mostEntries = 1_000_000;

/** A server that does not close the connection after it was asked to is left. */
const closeMs = 1000;

/** SSH_FX_EOF of draft-ietf-secsh-filexfer-02, section 7. */
const endOfFile = 1;

/** Called by ssh2 with the reply to a request. */
type Done<T> = (error: Error | null | undefined, value?: T) => void;

interface Request<T> extends Task {
  readonly signal?: AbortSignal | undefined;
  /** What becomes of a reply that comes after the abort. */
  readonly discard?: (value: T) => void;
}

/** A session after the login. */
export interface SftpSession {
  readonly client: Client;
  readonly socket: Socket;
  readonly sftp: SFTPWrapper;
}

/** A session; see `Connection`. */
export class SftpConnection implements Connection {
  readonly #settings: SftpSettings;
  readonly #client: Client;
  readonly #sftp: SFTPWrapper;
  readonly #socket: Socket;
  readonly #silence: SilenceWatch;
  /** Reject the requests that wait for a reply. */
  readonly #pending = new Set<(lost: ArchiveError) => void>();
  readonly #closed: Promise<void>;
  #lost: ArchiveError | undefined;

  constructor({ client, socket, sftp }: SftpSession, settings: SftpSettings) {
    this.#settings = settings;
    this.#client = client;
    this.#socket = socket;
    this.#sftp = sftp;
    const { timeoutMs, keepAliveMs } = settings;
    this.#silence = new SilenceWatch({
      timeoutMs,
      keepAliveMs,
      bytesRead: () => socket.bytesRead,
      onSilence: () => this.#lose(timeoutError(settings, `owes an answer and was silent for ${timeoutMs} ms`)),
    });
    this.#closed = new Promise((resolve) => (socket.closed ? resolve() : socket.once("close", () => resolve())));
    client.on("error", (error) => this.#lose(sessionError(error, settings)));
    client.on("close", () => this.#lose(this.#connectionLost()));
    sftp.on("error", (error: Error) => this.#lose(sessionError(error, settings)));
    sftp.on("end", () => this.#lose(this.#connectionLost()));
    // It may have gone between the login and these listeners.
    if (socket.destroyed || !socket.writable) this.#lose(this.#connectionLost());
  }

  get isOpen(): boolean {
    return this.#lost === undefined;
  }

  async stat(path: string, { signal }: OperationOptions = {}): Promise<RemoteStat> {
    const task: Task = { done: "looked at", remotePath: path };
    const attributes = await this.#request<Stats>({ ...task, signal }, (done) => this.#sftp.stat(path, done));
    return statOf(attributes, undefined, task, this.#settings);
  }

  /** Reply by reply, where ssh2's own loop could not be ended nor watched. */
  async list(path: string, { signal }: OperationOptions = {}): Promise<RemoteEntry[]> {
    const task: Task = { done: "listed", remotePath: path };
    const request = { ...task, signal };
    const close = (handle: Buffer): void => this.#closeHandle(handle);
    const handle = await this.#request<Buffer>({ ...request, discard: close }, (done) =>
      this.#sftp.opendir(path, done),
    );
    const entries: RemoteEntry[] = [];
    try {
      for (let replies = 0; ; replies++) {
        const batch = await this.#request<readonly FileEntryWithStats[] | null>(request, (done) =>
          this.#sftp.readdir(handle, (error, list) => {
            if (error && "code" in error && error.code === endOfFile) done(undefined, null);
            else done(error, list);
          }),
        );
        if (batch === null) return entries;
        for (const { filename: name, longname, attrs } of batch) {
          entries.push({ name, ...statOf(attrs, longname, task, this.#settings) });
        }
        if (replies + entries.length > mostEntries) throw this.#endlessListing(path);
      }
    } finally {
      close(handle);
    }
  }

  /**
   * By requests on the channel itself: ssh2's fastGet reads only whole files and only into files, its streams have one
   * request under way at a time, and neither can be watched for silence.
   */
  async *read(path: string, { offset, size, signal }: ReadOptions): AsyncGenerator<Uint8Array, void, undefined> {
    checkRange(offset, size);
    signal?.throwIfAborted();
    if (offset === size) return;
    const task: Task = { done: "read", remotePath: path };
    const close = (handle: Buffer): void => this.#closeHandle(handle);
    const handle = await this.#request<Buffer>({ ...task, signal, discard: close }, (done) =>
      this.#sftp.open(path, "r", done),
    );
    const reader = new PipelinedReader({
      ...this.#settings,
      requestBytes: Math.min(this.#settings.requestBytes, longestRead(this.#sftp)),
      path,
      offset,
      size,
      readRange: (buffer, start, length, position) =>
        this.#request<number>(task, (done) => this.#sftp.read(handle, buffer, start, length, position, done)),
    });
    const onAbort = (): void => {
      if (reader.pending > 0) this.#giveUp();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      yield* reader.pieces(signal);
    } finally {
      signal?.removeEventListener("abort", onAbort);
      // What was asked for would still come, up to the whole window: on a slow line a new session is there earlier.
      if (reader.pending > 0) this.#giveUp();
      else close(handle);
    }
  }

  async close(): Promise<void> {
    const { origin } = this.#settings;
    // Tells the server; what is pending is rejected here.
    if (this.isOpen) this.#client.end();
    this.#lose(new ConnectionError("ARCHIVE_CLOSED", `${origin}: the session was closed`, { origin }), false);
    const timer = setTimeout(() => this.#socket.destroy(), closeMs);
    await this.#closed;
    clearTimeout(timer);
  }

  /** Send a request and wait for its reply, the end of the session, or the abort. */
  #request<T>(request: Request<T>, send: (done: Done<T>) => void): Promise<T> {
    const { signal } = request;
    return new Promise<T>((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(interruptedError(this.#lost, request));
        return;
      }
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      let isWaiting = true;
      const stopWaiting = (): void => {
        isWaiting = false;
        this.#pending.delete(onLost);
        signal?.removeEventListener("abort", onAbort);
        this.#silence.end();
      };
      const onLost = (lost: ArchiveError): void => {
        stopWaiting();
        reject(interruptedError(lost, request));
      };
      const onAbort = (): void => {
        stopWaiting();
        reject(signal?.reason);
      };
      this.#pending.add(onLost);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#silence.begin();
      send((error, value) => {
        if (!isWaiting) {
          if (!error && value !== undefined) request.discard?.(value);
          return;
        }
        stopWaiting();
        if (error || value === undefined) {
          reject(requestError(error ?? new Error("an answer of the wrong type"), request, this.#settings));
        } else resolve(value);
      });
    });
  }

  /** Nobody waits for the reply: a handle that stays open ends with the session. */
  #closeHandle(handle: Buffer): void {
    if (this.isOpen) this.#sftp.close(handle, () => {});
  }

  #giveUp(): void {
    const { origin } = this.#settings;
    this.#lose(new ConnectionError("ARCHIVE_CLOSED", `${origin}: a transfer was ended early`, { origin }));
  }

  #lose(error: ArchiveError, destroy = true): void {
    if (destroy) this.#socket.destroy();
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.#settings.log({ kind: "session", message: error.message });
    for (const reject of [...this.#pending]) reject(error);
  }

  #connectionLost(): ConnectionError {
    const { origin } = this.#settings;
    return new ConnectionError("ARCHIVE_CONNECTION", `${origin}: the connection was lost`, { origin });
  }

  #endlessListing(remotePath: string): ConnectionError {
    const { origin } = this.#settings;
    const message = `${origin}: ${quoted(remotePath)} has more than ${mostEntries} entries: expected fewer`;
    return new ConnectionError("ARCHIVE_PROTOCOL", message, { origin, remotePath });
  }
}

/**
 * The most that the server reads at once, which ssh2 knows (from limits@openssh.com, or the server's name) and keeps to
 * itself. A longer request it would cut into parts that wait for each other.
 */
function longestRead(sftp: SFTPWrapper): number {
  const { _maxReadLen: known } = sftp as { _maxReadLen?: unknown };
  // Without it, as all servers must take (draft-ietf-secsh-filexfer-02, section 3).
  return typeof known === "number" && known > 0 ? known : 32_000;
}

function checkRange(offset: number, size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`size must be an integer of bytes from 0, got ${String(size)}`);
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > size) {
    throw new RangeError(`offset must be an integer from 0 to the size, ${size}, got ${String(offset)}`);
  }
}
