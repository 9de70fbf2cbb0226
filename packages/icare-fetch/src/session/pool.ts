import { inspect } from "node:util";
import { shown } from "../_text.ts";
import { WaitingLine } from "../_waiting-line.ts";
import { type ArchiveError, ConnectionError, isArchiveError, isOutage } from "../errors.ts";
import type { Connection, Transport } from "../transport/types.ts";
import type { Logger } from "../types.ts";
import { Sessions } from "./_sessions.ts";
import { type RetryOptions, retryLimits } from "./retry.ts";

/** Options of {@link SessionPool}. */
export interface PoolOptions {
  /** Sessions at a time, 1 to 64. @default 4 */
  readonly maxConnections?: number;
  /** A session that nobody used for so long is closed; the next use makes a new one. Milliseconds. @default 300_000 */
  readonly idleMs?: number;
  /** How often, and for how long, logins are tried. */
  readonly retry?: RetryOptions | undefined;
  /** Gives numbers of [0, 1) for the length of waits. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Gets a line for what happens. */
  readonly log?: Logger | undefined;
}

/** After "too many connections" the limit stays lower for so long. */
const busyMs = 60_000;

/** After another failure, while there are other sessions. */
const failedMs = 5000;

/**
 * Sessions with one server: each is used by one task at a time, kept while idle, and replaced when it was lost. That they
 * can be had is the business of the pool: it tries again until one can (see Sessions), or makes do with those that there
 * are. What happens in a session is that of its user.
 *
 * Credentials that were refused, a host key that is not the right one, and Ctrl-C at a question are final: no further
 * login is tried, because accounts get locked. For the same reason, and because somebody may be asked, logins come one by
 * one while no session is open: the password may have been changed since the last one.
 */
export class SessionPool {
  readonly #origin: string;
  readonly #sessions: Sessions;
  readonly #max: number;
  readonly #idleMs: number;
  readonly #log: Logger;
  readonly #idle: { readonly connection: Connection; readonly timer: NodeJS.Timeout }[] = [];
  readonly #waiting = new WaitingLine();
  readonly #closing = new AbortController();
  #used = 0;
  #limit: number;
  #limitTimer: NodeJS.Timeout | undefined;
  /** What ends all use. */
  #final: unknown;

  /** @throws RangeError for options that cannot be */
  constructor(transport: Transport, options: PoolOptions = {}) {
    const { maxConnections = 4, idleMs = 300_000, retry, random = Math.random, log = () => {} } = options;
    if (!Number.isInteger(maxConnections) || maxConnections < 1 || maxConnections > 64) {
      throw new RangeError(`maxConnections must be an integer from 1 to 64, got ${inspect(maxConnections)}`);
    }
    this.#origin = transport.origin;
    this.#sessions = new Sessions(transport, { limits: retryLimits(retry), random, log });
    this.#max = maxConnections;
    this.#limit = maxConnections;
    this.#idleMs = idleMs;
    this.#log = log;
  }

  /** Sessions that are open. */
  get openCount(): number {
    return this.#sessions.openCount;
  }

  /**
   * Give a session to a task, when there is one.
   * @throws what the task throws; what connecting throws, with `isOutage` if it was tried for long enough; ConnectionError
   * when the pool is closed; the reason of the signal
   */
  async use<T>(task: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      await this.#enter(signal);
      try {
        const connection = this.#takeIdle() ?? (await this.#connect(signal));
        if (connection !== undefined) return await this.#lend(connection, task);
      } finally {
        this.#leave();
      }
    }
  }

  /** Close all sessions; what waits or runs rejects. May be called again. */
  async close(): Promise<void> {
    const origin = this.#origin;
    this.#end(new ConnectionError("ARCHIVE_CLOSED", `${origin}: the archive was closed`, { origin }));
    this.#closing.abort(this.#final);
    clearTimeout(this.#limitTimer);
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await this.#sessions.endAll();
  }

  async #lend<T>(connection: Connection, task: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await task(connection);
    } finally {
      this.#giveBack(connection);
    }
  }

  /** Whoever leaves passes its place on. */
  async #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#final !== undefined) throw this.#final;
    if (this.#used >= this.#limit) await this.#waiting.wait(signal);
    else this.#used++;
  }

  #leave(): void {
    this.#used--;
    this.#admit();
  }

  #admit(): void {
    while (this.#used < this.#limit && this.#waiting.next()) this.#used++;
  }

  #takeIdle(): Connection | undefined {
    for (;;) {
      const idle = this.#idle.pop();
      if (idle === undefined) return undefined;
      clearTimeout(idle.timer);
      if (idle.connection.isOpen) return idle.connection;
      void this.#sessions.end(idle.connection);
    }
  }

  #giveBack(connection: Connection): void {
    if (!connection.isOpen || this.#final !== undefined) {
      void this.#sessions.end(connection);
      return;
    }
    const timer = setTimeout(() => {
      const at = this.#idle.findIndex((idle) => idle.connection === connection);
      if (at >= 0) this.#idle.splice(at, 1);
      void this.#sessions.end(connection);
    }, this.#idleMs);
    // Idle sessions do not keep a program alive that has nothing else to do.
    timer.unref();
    this.#idle.push({ connection, timer });
  }

  /** @returns undefined when there is no further session than those that others have */
  async #connect(signal: AbortSignal | undefined): Promise<Connection | undefined> {
    const both = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
    let connection: Connection;
    try {
      connection = await this.#sessions.begin(both);
    } catch (error) {
      this.#failed(error, both);
      return undefined;
    }
    if (this.#final === undefined) return connection;
    await this.#sessions.end(connection);
    throw this.#final;
  }

  /** @throws the error, unless there are other sessions */
  #failed(error: unknown, { aborted }: AbortSignal): void {
    const isArchives = isArchiveError(error);
    const isRefused = isArchiveError(error, "ARCHIVE_AUTHENTICATION", "ARCHIVE_CREDENTIALS", "ARCHIVE_HOST_KEY");
    if (isRefused || (!isArchives && !aborted)) this.#end(error);
    if (aborted || !isArchives || !error.isTransient) throw error;
    if (isOutage(error)) {
      this.#waiting.turnAway(error);
      throw error;
    }
    this.#lowerLimit(error);
  }

  #end(error: unknown): void {
    this.#final ??= error;
    this.#waiting.turnAway(this.#final);
  }

  /** As many sessions as there are, for a while. */
  #lowerLimit(error: ArchiveError): void {
    this.#limit = Math.max(1, Math.min(this.#limit, this.openCount));
    const lowMs = error.code === "ARCHIVE_BUSY" ? busyMs : failedMs;
    const message = `${shown(error.message)}; at most ${this.#limit} for the next ${lowMs / 1000} s`;
    this.#log({ kind: "wait", message });
    clearTimeout(this.#limitTimer);
    this.#limitTimer = setTimeout(() => {
      this.#limit = this.#max;
      this.#admit();
    }, lowMs);
    this.#limitTimer.unref();
  }
}
