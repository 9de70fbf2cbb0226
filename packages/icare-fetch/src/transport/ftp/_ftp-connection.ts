import { posix } from "node:path";
import { parseList } from "basic-ftp";
import { race } from "../../_race.ts";
import { type ArchiveError, ConnectionError, isArchiveError } from "../../errors.ts";
import type { Logger, OperationOptions, RemoteEntry, RemoteStat } from "../../types.ts";
import { followLinks } from "../_follow-links.ts";
import type { Connection, ReadOptions } from "../types.ts";
import type { FtpClient } from "./_client.ts";
import { checkSize, parseFtpTime, parseMlsd, parseMlst, parseSize, toEntry } from "./_facts.ts";
import { type ErrorContext, pathError, replyOf, sessionError } from "./_ftp-errors.ts";
import { checkRemotePath } from "./_remote-path.ts";
import { refusalOf } from "./_replies.ts";
import { type Transfer, transfer } from "./_transfer.ts";

/** A session that is logged in. */
export class FtpConnection implements Connection {
  readonly #client: FtpClient;
  readonly #context: ErrorContext;
  readonly #log: Logger;
  readonly #hasMlst: boolean;
  readonly #keepAlive: NodeJS.Timeout | undefined;
  /** Ends with the operation that now runs, if any. */
  #running: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isClosed = false;

  constructor(
    client: FtpClient,
    features: ReadonlySet<string>,
    context: ErrorContext,
    keepAliveMs: number,
    log: Logger,
  ) {
    this.#client = client;
    this.#context = context;
    this.#log = log;
    this.#hasMlst = features.has("MLST");
    if (keepAliveMs > 0) {
      this.#keepAlive = setInterval(() => void this.#sayHello(), keepAliveMs);
      this.#keepAlive.unref();
    }
  }

  get isOpen(): boolean {
    return !this.#isClosed && !this.#client.closed;
  }

  async list(path: string, { signal }: OperationOptions = {}): Promise<RemoteEntry[]> {
    checkRemotePath(path, this.#context.origin);
    return this.#exclusively(signal, () => this.#pathCommand(path, () => this.#listAndLook(path)));
  }

  async stat(path: string, { signal }: OperationOptions = {}): Promise<RemoteStat> {
    checkRemotePath(path, this.#context.origin);
    return this.#exclusively(signal, () => this.#pathCommand(path, () => this.#stat(path)));
  }

  async *read(path: string, { offset, size, signal }: ReadOptions): AsyncGenerator<Uint8Array> {
    checkRemotePath(path, this.#context.origin);
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new RangeError(`offset must be an integer from 0, got ${String(offset)}`);
    }
    const leave = await this.#enter(signal);
    let isComplete = offset >= size;
    try {
      if (isComplete) return;
      const onRetry = (): void =>
        this.#log({
          kind: "restart",
          message: `${this.#context.origin}: the server cannot continue files; reading from the start again`,
        });
      const reading: Transfer = { path, offset, size, signal, onRetry };
      yield* transfer(this.#client, reading, this.#context);
      isComplete = true;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const known = await this.#explain(error, path);
      isComplete = !this.#endsSession(known);
      throw known;
    } finally {
      // What the server still sends of a transfer that was left would be taken for answers to the next command.
      if (!isComplete) this.#drop();
      leave();
    }
  }

  async close(): Promise<void> {
    this.#drop();
  }

  #drop(): void {
    this.#isClosed = true;
    clearInterval(this.#keepAlive);
    this.#client.close();
  }

  async #listAndLook(path: string): Promise<RemoteEntry[]> {
    return followLinks(await this.#list(path), 1, async ({ name, kind, size }) => {
      const target = posix.join(path, name);
      try {
        checkRemotePath(target, this.#context.origin);
        return await this.#stat(target);
      } catch (error) {
        const code = refusalOf(error, "")?.code ?? 0;
        // 530: the server forgot who this is.
        const isRefusal = code >= 500 && code !== 530;
        if (!isRefusal && !isArchiveError(error, "ARCHIVE_NAME", "ARCHIVE_NOT_FOUND")) throw error;
        if (kind === "file") checkSize(size, name);
        return undefined;
      }
    });
  }

  async #list(path: string): Promise<RemoteEntry[]> {
    // Never LIST instead after a refusal: servers answer it with an empty listing.
    if (this.#hasMlst) return parseMlsd(await this.#client.listing("MLSD", path));
    // Arguments of LIST are options and globs to some servers; and only CWD tells that there is no such directory.
    await this.#client.send(`CWD ${path}`);
    const listed = parseList(await this.#client.listing("LIST"));
    const entries = listed.map(toEntry).filter(({ name }) => name !== "." && name !== "..");
    // vsftpd: "226 Transfer done (but failed to open directory)."
    if (entries.length === 0 && /fail|denied|cannot|unable/i.test(this.#client.lastReply)) {
      throw pathError("forbidden", this.#context.origin, path, "(the server could not open the directory)");
    }
    return entries;
  }

  async #stat(path: string): Promise<RemoteStat> {
    if (this.#hasMlst) {
      const { message } = await this.#client.send(`MLST ${path}`);
      const stat = parseMlst(message);
      if (stat !== undefined) return stat;
    }
    let size: number;
    try {
      size = parseSize((await this.#client.send(`SIZE ${path}`)).message.slice(4));
    } catch (error) {
      if ((refusalOf(error, "")?.code ?? 0) < 500) throw error;
      return this.#statOfNoFile(path, error);
    }
    return { kind: "file", size, modifiedMs: await this.#modified(path) };
  }

  /** SIZE was refused: it may be a directory, or the server does not know the command. */
  async #statOfNoFile(path: string, refusal: unknown): Promise<RemoteStat> {
    try {
      await this.#client.send(`CWD ${path}`);
      return { kind: "directory", size: 0, modifiedMs: undefined };
    } catch (error) {
      if ((refusalOf(error, "")?.code ?? 0) < 500) throw error;
    }
    if ([500, 502, 504].includes(refusalOf(refusal, "")?.code ?? 0) && path !== "/") {
      const entry = (await this.#list(posix.dirname(path))).find(({ name }) => name === posix.basename(path));
      if (entry === undefined) throw pathError("missing", this.#context.origin, path, "");
      if (entry.kind === "file") checkSize(entry.size, path);
      return { kind: entry.kind, size: entry.size, modifiedMs: entry.modifiedMs };
    }
    throw refusal;
  }

  async #modified(path: string): Promise<number | undefined> {
    try {
      return parseFtpTime((await this.#client.send(`MDTM ${path}`)).message.slice(4));
    } catch (error) {
      // Not all servers know it.
      if ((refusalOf(error, "")?.code ?? 0) >= 500) return undefined;
      throw error;
    }
  }

  async #pathCommand<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw await this.#explain(error, path);
    }
  }

  /** The error of this package; where the server is not clear about a path, its directory is asked. */
  async #explain(error: unknown, path: string): Promise<ArchiveError> {
    const known = sessionError(error, this.#context, path);
    if (known !== "unclear") return known;
    const reply = replyOf(error, this.#context.password);
    const isListed = await this.#isListed(path);
    const problem = isListed === true ? "forbidden" : "missing";
    return pathError(problem, this.#context.origin, path, reply, isListed === undefined);
  }

  /** Is it in its directory? Undefined where that may not be listed. */
  async #isListed(path: string): Promise<boolean | undefined> {
    if (path === "/") return true;
    try {
      return (await this.#list(posix.dirname(path))).some(({ name }) => name === posix.basename(path));
    } catch (error) {
      // Directories above may refuse to be listed.
      if (refusalOf(error, "") !== undefined || isArchiveError(error)) return undefined;
      throw sessionError(error, this.#context);
    }
  }

  async #exclusively<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const leave = await this.#enter(signal);
    try {
      return await race(work(), signal);
    } catch (error) {
      if (signal?.aborted || this.#endsSession(error)) this.#drop();
      throw error;
    } finally {
      leave();
    }
  }

  /** One command at a time. */
  async #enter(signal: AbortSignal | undefined): Promise<() => void> {
    const before = this.#running;
    let leave = (): void => {};
    this.#running = new Promise((resolve) => {
      leave = () => {
        this.#waiting--;
        resolve();
      };
    });
    this.#waiting++;
    try {
      await race(before, signal);
      signal?.throwIfAborted();
      if (this.isOpen) return leave;
      const { origin } = this.#context;
      throw new ConnectionError("ARCHIVE_CONNECTION", `${origin}: the session was closed`, { origin });
    } catch (error) {
      // Whoever comes next still waits for what runs now.
      void before.then(leave);
      throw error;
    }
  }

  #endsSession(error: unknown): boolean {
    return !isArchiveError(error, "ARCHIVE_NOT_FOUND", "ARCHIVE_PERMISSION", "ARCHIVE_NAME") || !this.isOpen;
  }

  async #sayHello(): Promise<void> {
    if (!this.isOpen) {
      clearInterval(this.#keepAlive);
      return;
    }
    if (this.#waiting > 0) return;
    try {
      await this.#exclusively(undefined, () => this.#client.send("NOOP"));
    } catch (error) {
      const reason = sessionError(error, this.#context);
      this.#log({
        kind: "session",
        message: reason === "unclear" ? `${this.#context.origin}: the session was lost` : reason.message,
      });
    }
  }
}
