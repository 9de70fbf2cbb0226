import type { Socket } from "node:net";
import { posix } from "node:path";
import type { Client, FileEntryWithStats, SFTPWrapper, Stats } from "ssh2";
import { quoted } from "../../_text.ts";
import { type ArchiveError, ConnectionError, isArchiveError } from "../../errors.ts";
import type { ListOptions, OperationOptions, RemoteEntry, RemoteStat } from "../../types.ts";
import { followLinks } from "../_follow-links.ts";
import type { Connection, ReadOptions } from "../types.ts";
import { statOf } from "./_attributes.ts";
import { interruptedError, requestError, sessionError, type Task, timeoutError } from "./_errors.ts";
import { checkRange, longestRead, PipelinedReader } from "./_pipelined-reader.ts";
import { SilenceWatch } from "./_silence.ts";
import type { SftpSettings } from "./options.ts";

/** No directory of an archive is as long; a server that never comes to an end is stopped here. */
const mostEntries = 1_000_000;
/** Of all names of a listing together. */
const mostNameBytes = 64 * 2 ** 20;

/** Links of a listing that are looked at at the same time. */
const looksAtOnce = 64;

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
    client.on("error", (error) => this.#drop(sessionError(error, settings)));
    client.on("close", () => this.#drop(this.#connectionLost()));
    sftp.on("error", (error: Error) => this.#drop(sessionError(error, settings)));
    sftp.on("end", () => this.#drop(this.#connectionLost()));
    // It may have gone between the login and these listeners.
    if (socket.destroyed || !socket.writable) this.#drop(this.#connectionLost());
  }

  get isOpen(): boolean {
    return this.#lost === undefined;
  }

  async stat(path: string, { signal }: OperationOptions = {}): Promise<RemoteStat> {
    const task: Task = { done: "looked at", remotePath: path };
    const attributes = await this.#request<Stats>({ ...task, signal }, (done) => this.#sftp.stat(path, done));
    return statOf(attributes, undefined, task, this.#settings);
  }

  async list(path: string, options: ListOptions = {}): Promise<RemoteEntry[]> {
    const { signal } = options;
    return followLinks(await this.#readDirectory(path, options), looksAtOnce, async ({ name }) => {
      try {
        return await this.stat(posix.join(path, name), { signal });
      } catch (error) {
        if (signal?.aborted || !this.isOpen) throw error;
        return undefined;
      }
    });
  }

  /** Reply by reply, where ssh2's own loop could not be ended nor watched. */
  async #readDirectory(path: string, { signal, onProgress }: ListOptions): Promise<RemoteEntry[]> {
    const task: Task = { done: "listed", remotePath: path };
    const request = { ...task, signal };
    const close = (handle: Buffer): void => this.#closeHandle(handle);
    const handle = await this.#request<Buffer>({ ...request, discard: close }, (done) =>
      this.#sftp.opendir(path, done),
    );
    const entries: RemoteEntry[] = [];
    let nameBytes = 0;
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
          nameBytes += Buffer.byteLength(name);
          entries.push({ name, ...statOf(attrs, longname, task, this.#settings) });
        }
        onProgress?.({ entries: entries.length });
        if (replies + entries.length > mostEntries) throw this.#endlessListing(path, `${mostEntries} entries`);
        if (nameBytes > mostNameBytes) throw this.#endlessListing(path, `${mostNameBytes} bytes of names`);
      }
    } finally {
      close(handle);
    }
  }

  /**
   * By requests on the channel itself: ssh2's fastGet reads only whole files and only into files, its streams have one
   * request under way at a time, and neither can be watched for silence.
   */
  async *read(
    path: string,
    { offset, size, signal, onStat }: ReadOptions,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    checkRange(offset, size);
    signal?.throwIfAborted();
    if (offset === size) return;
    const task: Task = { done: "read", remotePath: path };
    const close = (handle: Buffer): void => this.#closeHandle(handle);
    const opening = { ...task, done: "opened", signal, discard: close };
    const handle = await this.#request<Buffer>(opening, (done) => this.#sftp.open(path, "r", done));
    // Requests about one file are answered in the order in which they are sent (draft-ietf-secsh-filexfer-02, section
    // 6.1).
    let after: Promise<RemoteStat | undefined> | undefined;
    const reader = new PipelinedReader({
      ...this.#settings,
      requestBytes: Math.min(this.#settings.requestBytes, longestRead(this.#sftp)),
      path,
      offset,
      size,
      onAllAsked: () => {
        if (onStat !== undefined) after = this.#statHandle(handle, task);
      },
      readRange: (buffer, start, length, position) => {
        // The rest of an answer that was too short is read after the file was looked at.
        after = undefined;
        return this.#request<number>(task, (done) => this.#sftp.read(handle, buffer, start, length, position, done));
      },
    });
    const onAbort = (): void => {
      if (reader.pending > 0) this.#giveUp();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      yield* reader.pieces(signal);
      const stat = await after;
      if (stat !== undefined) onStat?.(stat);
    } catch (error) {
      // What passes may pass in another session, and not with this handle.
      if (isArchiveError(error) && error.isTransient) this.#lose(error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      // What was asked for would still come, up to the whole window: on a slow line a new session is there earlier.
      if (reader.pending > 0) this.#giveUp();
      else close(handle);
    }
  }

  /** @returns undefined where the server does not say; whoever needs it asks by the path */
  async #statHandle(handle: Buffer, task: Task): Promise<RemoteStat | undefined> {
    try {
      const attributes = await this.#request<Stats>(task, (done) => this.#sftp.fstat(handle, done));
      return statOf(attributes, undefined, task, this.#settings);
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    const { origin } = this.#settings;
    // Tells the server; what is pending is rejected here.
    if (this.isOpen) this.#client.end();
    this.#drop(new ConnectionError("ARCHIVE_CLOSED", `${origin}: the session was closed`, { origin }), false);
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
      this.#collectWrites();
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
    if (!this.isOpen) return;
    this.#collectWrites();
    this.#sftp.close(handle, () => {});
  }

  /**
   * Requests that follow each other without a pause go to the system in one call: each call costs more than its bytes.
   */
  #collectWrites(): void {
    if (this.#socket.writableCorked > 0) return;
    this.#socket.cork();
    setImmediate(() => this.#socket.uncork());
  }

  #giveUp(): void {
    const { origin } = this.#settings;
    this.#lose(new ConnectionError("ARCHIVE_CLOSED", `${origin}: a transfer was ended early`, { origin }));
  }

  /** Who waits for an answer gets the error and tells it; else it is told here. */
  #drop(error: ArchiveError, destroy = true): void {
    if (this.isOpen && this.#pending.size === 0) this.#settings.log({ kind: "session", message: error.message });
    this.#lose(error, destroy);
  }

  #lose(error: ArchiveError, destroy = true): void {
    if (destroy) this.#socket.destroy();
    if (this.#lost !== undefined) return;
    this.#lost = error;
    for (const reject of [...this.#pending]) reject(error);
  }

  #connectionLost(): ConnectionError {
    const { origin } = this.#settings;
    return new ConnectionError("ARCHIVE_CONNECTION", `${origin}: the connection was lost`, { origin });
  }

  #endlessListing(remotePath: string, most: string): ConnectionError {
    const { origin } = this.#settings;
    const message = `${origin}: ${quoted(remotePath)} has more than ${most}: expected fewer`;
    return new ConnectionError("ARCHIVE_PROTOCOL", message, { origin, remotePath });
  }
}
