import { inspect } from "node:util";
import { race } from "../_race.ts";
import { ConnectionError, isArchiveError } from "../errors.ts";
import type { Connection, Transport } from "../transport/types.ts";
import type { Logger } from "../types.ts";

/** Options of {@link SessionPool}. */
export interface PoolOptions {
  /** Sessions at a time, 1 to 64. @default 4 */
  readonly maxConnections?: number;
  /** A session that nobody used for so long is closed; the next use makes a new one. Milliseconds. @default 300_000 */
  readonly idleMs?: number;
  /** Gets a line for what happens. */
  readonly log?: Logger | undefined;
}

/** After "too many connections" the limit stays lower for so long. */
const busyMs = 60_000;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sessions with one server: each is used by one task at a time, kept while idle, and replaced when it was lost.
 *
 * Credentials that were refused, a host key that is not the right one, and Ctrl-C at a question are final: no further
 * login is tried, because accounts get locked. For the same reason, and because somebody may be asked, logins come one by
 * one while no session is open: the password may have been changed since the last one.
 */
export class SessionPool {
  readonly #transport: Transport;
  readonly #max: number;
  readonly #idleMs: number;
  readonly #log: Logger;
  readonly #idle: { readonly connection: Connection; readonly timer: NodeJS.Timeout }[] = [];
  readonly #open = new Set<Connection>();
  readonly #waiting: Waiting[] = [];
  readonly #closing = new AbortController();
  #used = 0;
  #limit: number;
  #limitTimer: NodeJS.Timeout | undefined;
  /** The login that others wait for. */
  #firstLogin: Promise<unknown> | undefined;
  /** What ends all use. */
  #final: unknown;

  constructor(transport: Transport, { maxConnections = 4, idleMs = 300_000, log = () => {} }: PoolOptions = {}) {
    if (!Number.isInteger(maxConnections) || maxConnections < 1 || maxConnections > 64) {
      throw new RangeError(`maxConnections must be an integer from 1 to 64, got ${inspect(maxConnections)}`);
    }
    this.#transport = transport;
    this.#max = maxConnections;
    this.#limit = maxConnections;
    this.#idleMs = idleMs;
    this.#log = log;
  }

  /** Sessions that are open. */
  get openCount(): number {
    return this.#open.size;
  }

  /**
   * Give a session to a task, when there is one.
   * @throws what connecting or the task throws; ConnectionError when the pool is closed; the reason of the signal
   */
  async use<T>(task: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      const connection = this.#takeIdle() ?? (await this.#connect(signal));
      try {
        return await task(connection);
      } finally {
        this.#giveBack(connection);
      }
    } finally {
      this.#leave();
    }
  }

  /** Close all sessions; what waits or runs rejects. May be called again. */
  async close(): Promise<void> {
    this.#final ??= new ConnectionError("ARCHIVE_CLOSED", `${this.#transport.origin}: the archive was closed`, {
      origin: this.#transport.origin,
    });
    this.#closing.abort(this.#final);
    clearTimeout(this.#limitTimer);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#final);
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await Promise.all(Array.from(this.#open, (connection) => this.#drop(connection)));
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#final !== undefined) throw this.#final;
    if (this.#used >= this.#limit) await this.#waitForTurn(signal);
    else this.#used++;
  }

  /** Whoever leaves passes its place on. */
  #waitForTurn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(signal?.reason);
      };
      const waiting: Waiting = {
        resolve: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
        reject: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(waiting);
    });
  }

  #leave(): void {
    this.#used--;
    this.#admit();
  }

  #admit(): void {
    while (this.#used < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#used++;
      next.resolve();
    }
  }

  #takeIdle(): Connection | undefined {
    for (;;) {
      const idle = this.#idle.pop();
      if (idle === undefined) return undefined;
      clearTimeout(idle.timer);
      if (idle.connection.isOpen) return idle.connection;
      void this.#drop(idle.connection);
    }
  }

  #giveBack(connection: Connection): void {
    if (!connection.isOpen || this.#final !== undefined) {
      void this.#drop(connection);
      return;
    }
    const timer = setTimeout(() => {
      const at = this.#idle.findIndex((idle) => idle.connection === connection);
      if (at >= 0) this.#idle.splice(at, 1);
      void this.#drop(connection);
    }, this.#idleMs);
    // Idle sessions do not keep a program alive that has nothing else to do.
    timer.unref();
    this.#idle.push({ connection, timer });
  }

  async #drop(connection: Connection): Promise<void> {
    this.#open.delete(connection);
    await connection.close().catch(() => {});
  }

  async #connect(signal: AbortSignal | undefined): Promise<Connection> {
    while (!this.#isLoggedIn && this.#firstLogin !== undefined) await race(this.#firstLogin, signal);
    if (this.#final !== undefined) throw this.#final;
    signal?.throwIfAborted();
    const login = this.#login(signal);
    if (!this.#isLoggedIn) {
      this.#firstLogin = login
        .catch(() => {})
        .finally(() => {
          this.#firstLogin = undefined;
        });
    }
    return login;
  }

  /** Is a session open, and not only not yet put away? */
  get #isLoggedIn(): boolean {
    return [...this.#open].some(({ isOpen }) => isOpen);
  }

  async #login(signal: AbortSignal | undefined): Promise<Connection> {
    const both = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
    try {
      const connection = await this.#transport.connect({ signal: both });
      if (this.#final !== undefined) {
        await connection.close().catch(() => {});
        throw this.#final;
      }
      this.#open.add(connection);
      return connection;
    } catch (error) {
      const isRefused = isArchiveError(error, "ARCHIVE_AUTHENTICATION", "ARCHIVE_CREDENTIALS", "ARCHIVE_HOST_KEY");
      if (isRefused || (!isArchiveError(error) && !both.aborted)) this.#end(error);
      if (isArchiveError(error, "ARCHIVE_BUSY")) this.#lowerLimit();
      throw error;
    }
  }

  #end(error: unknown): void {
    this.#final ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#final);
  }

  /** As many sessions as there are, for a while. */
  #lowerLimit(): void {
    this.#limit = Math.max(1, Math.min(this.#limit, this.#open.size));
    this.#log({
      kind: "wait",
      message: `${this.#transport.origin}: too many connections; at most ${this.#limit} for the next minute`,
    });
    clearTimeout(this.#limitTimer);
    this.#limitTimer = setTimeout(() => {
      this.#limit = this.#max;
      this.#admit();
    }, busyMs);
    this.#limitTimer.unref();
  }
}
