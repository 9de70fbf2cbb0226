import { race } from "../_race.ts";
import { ConnectionError, isArchiveError } from "../errors.ts";
import type { Connection, Transport } from "../transport/types.ts";
import type { Logger } from "../types.ts";
import { sleep } from "./_sleep.ts";
import { delayAfter, type RetryOptions, retryText } from "./retry.ts";

/** So often a host's name is looked up before it is taken for mistyped. */
const mostLookUps = 3;

/** More of a login is not counted as waiting: the computer slept meanwhile. */
const longestLoginMs = 300_000;

/** Options of {@link Sessions}. */
export interface SessionsOptions {
  readonly limits: Required<RetryOptions>;
  readonly random: () => number;
  readonly log: Logger;
}

/**
 * Begins sessions and ends them.
 *
 * While no session is open, one login is tried at a time, and whoever else needs a session waits for it. One that fails for
 * reasons that pass is tried again, `attempts` times when none has succeeded before (the host may be mistyped, and then
 * its name is looked up three times only), and for `patienceMs` when one has. Then all who wait get the error, as an outage.
 */
export class Sessions {
  readonly #transport: Transport;
  readonly #options: SessionsOptions;
  readonly #open = new Set<Connection>();
  readonly #ending = new Set<Promise<void>>();
  /** The login that others wait for. It comes to the error that ends their waiting too, if there is one. */
  #trying: Promise<{ readonly error: unknown } | undefined> | undefined;
  #hasLoggedIn = false;
  #isHostFound = false;
  /** Logins in a row that failed, and how long that has taken. */
  #failures = 0;
  #waitedMs = 0;
  /** When the next may be tried, by the clock of `performance.now`. */
  #notBeforeMs = 0;

  constructor(transport: Transport, options: SessionsOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** How many there are that can be used. */
  get openCount(): number {
    return [...this.#open].filter(({ isOpen }) => isOpen).length;
  }

  /**
   * Begin one.
   * @throws ConnectionError, with `isOutage` when it was tried for long enough, else because another session is open;
   * at once what does not pass, and the reason of the signal
   */
  async begin(signal: AbortSignal): Promise<Connection> {
    for (;;) {
      while (this.openCount === 0 && this.#trying !== undefined) {
        const ended = await race(this.#trying, signal);
        if (ended !== undefined) throw ended.error;
      }
      signal.throwIfAborted();
      if (this.openCount > 0) return this.#login(signal);
      const trying = this.#try(signal);
      // Who tries may give up for itself; then another one goes on.
      const told = trying.then(
        () => undefined,
        (error: unknown) => (isOwn(error, signal) ? undefined : { error }),
      );
      this.#trying = told.finally(() => {
        this.#trying = undefined;
      });
      const connection = await trying;
      if (connection !== undefined) return connection;
    }
  }

  /** End one. */
  async end(connection: Connection): Promise<void> {
    this.#open.delete(connection);
    const ending = connection.close().catch(() => {});
    this.#ending.add(ending);
    await ending;
    this.#ending.delete(ending);
  }

  /** End all, and wait for those that are ending already. */
  async endAll(): Promise<void> {
    for (const connection of [...this.#open]) void this.end(connection);
    await Promise.all(this.#ending);
  }

  /** @returns undefined when it is to be tried again */
  async #try(signal: AbortSignal): Promise<Connection | undefined> {
    const leftMs = this.#notBeforeMs - performance.now();
    if (leftMs > 0) await sleep(leftMs, signal);
    const begunMs = performance.now();
    try {
      return await this.#login(signal);
    } catch (error) {
      if (isOwn(error, signal) || !isArchiveError(error) || !error.isTransient) throw error;
      this.#waitedMs += Math.min(performance.now() - begunMs, longestLoginMs);
      this.#failed(error as ConnectionError);
      return undefined;
    }
  }

  async #login(signal: AbortSignal): Promise<Connection> {
    const connection = await this.#transport.connect({ signal });
    this.#open.add(connection);
    this.#hasLoggedIn = true;
    this.#isHostFound = true;
    this.#forget();
    return connection;
  }

  /** @throws the error, as an outage, when that is enough */
  #failed(error: ConnectionError): void {
    const { limits, random, log } = this.#options;
    this.#failures++;
    this.#isHostFound ||= !isLookUp(error);
    const most = this.#isHostFound ? limits.attempts : Math.min(limits.attempts, mostLookUps);
    if (this.#failures >= most && !(this.#hasLoggedIn && this.#waitedMs < limits.patienceMs)) {
      const outage = asOutage(error, this.#failures);
      this.#forget();
      throw outage;
    }
    const delayMs = delayAfter(this.#failures, limits, random);
    this.#waitedMs += delayMs;
    this.#notBeforeMs = performance.now() + delayMs;
    log({ kind: "retry", message: retryText({ error, delayMs }) });
  }

  #forget(): void {
    this.#failures = 0;
    this.#waitedMs = 0;
    this.#notBeforeMs = 0;
  }
}

/** Is it the end of the task alone for which this was? */
function isOwn(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || !isArchiveError(error));
}

function asOutage(error: ConnectionError, logins: number): ConnectionError {
  const message = logins === 1 ? error.message : `${error.message}; ${logins} logins have failed`;
  const { code, origin } = error;
  return new ConnectionError(code as "ARCHIVE_CONNECTION", message, { origin, cause: error, isOutage: true });
}

/** Did it fail because there is no such name, or nobody who knows it? */
function isLookUp(error: ConnectionError): boolean {
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return code === "ENOTFOUND" || code === "EAI_AGAIN";
}
