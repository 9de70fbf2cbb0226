import { connect, type Socket } from "node:net";
import ssh2, { type AuthenticationType, type Client, type NextAuthHandler } from "ssh2";
import { shown } from "../../_text.ts";
import { type ArchiveError, ConnectionError, CredentialsError } from "../../errors.ts";
import { watchForGreeting } from "../_greeting.ts";
import { algorithmsFor } from "./_algorithms.ts";
import type { LoginAttempt } from "./_authentication.ts";
import { SftpConnection } from "./_connection.ts";
import { busyError, refusedError, saysBusy, sessionError, timeoutError } from "./_errors.ts";
import type { SftpSettings } from "./options.ts";

/** What a login needs besides the settings. */
export interface LoginOptions {
  readonly attempt: LoginAttempt;
  /** Were these credentials accepted before? */
  readonly wereAccepted: boolean;
  readonly signal: AbortSignal | undefined;
}

/** How far it came; each step has its own time-out. */
type Phase = "connecting" | "agreeing on keys" | "logging in" | "opening the channel";

/** So much is kept of what a server writes before the protocol begins. */
const greetingBytes = 1024;

/**
 * Connect and log in. The client of ssh2-sftp-client does the same, but wraps the errors of ssh2 so that their level is
 * lost, by which a refused password is told from a lost connection, takes SFTP's "failure" for "no such file", and
 * cannot be aborted: it is not used.
 */
export async function logIn(settings: SftpSettings, options: LoginOptions): Promise<SftpConnection> {
  options.signal?.throwIfAborted();
  const keyTypes = (await settings.verifyHostKey.keyTypes?.()) ?? [];
  options.signal?.throwIfAborted();
  return new Login(settings, options).run(keyTypes);
}

class Login {
  readonly #settings: SftpSettings;
  readonly #options: LoginOptions;
  readonly #client: Client = new ssh2.Client();
  readonly #socket: Socket;
  #phase: Phase = "connecting";
  #timer: NodeJS.Timeout | undefined;
  #greeting = "";
  #stopWatch = (): void => {};
  #verifiedKey: Buffer | undefined;
  /** Aborted when the login has come to an end: nobody is asked any longer. */
  readonly #ended = new AbortController();
  #settle: ((error: unknown, connection?: SftpConnection) => void) | undefined;

  constructor(settings: SftpSettings, options: LoginOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#socket = connect({ host: settings.host, port: settings.port, keepAlive: true });
  }

  run(keyTypes: readonly string[]): Promise<SftpConnection> {
    const { signal } = this.#options;
    const onAbort = (): void => this.#fail(signal?.reason);
    return new Promise<SftpConnection>((resolve, reject) => {
      this.#settle = (error, connection) => {
        this.#settle = undefined;
        clearTimeout(this.#timer);
        this.#stopWatch();
        signal?.removeEventListener("abort", onAbort);
        this.#ended.abort(error);
        if (connection !== undefined) {
          resolve(connection);
          return;
        }
        this.#socket.destroy();
        reject(error);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#listen();
      this.#startTimer();
      this.#connect(keyTypes);
    });
  }

  #listen(): void {
    this.#client
      // Requests are small and wait for each other: held back (Nagle), each round would take 40 ms.
      .on("connect", () => this.#client.setNoDelay(true))
      .on("connect", () => {
        this.#enter("agreeing on keys");
        const { origin, timeoutMs, log } = this.#settings;
        if (this.#settle !== undefined) this.#stopWatch = watchForGreeting(origin, timeoutMs, log);
      })
      .once("handshake", ({ sc, serverHostKey }) => {
        this.#settings.log({
          kind: "session",
          message: `${this.#settings.origin}: connected (${sc.cipher}, host key ${serverHostKey})`,
        });
        this.#enter("logging in");
      })
      .on("ready", () => this.#openChannel())
      .on("change password", () => this.#fail(this.#passwordExpired()))
      .on("error", (error) => {
        const isAgents = "level" in error && error.level === "agent";
        if (!isAgents || !this.#options.attempt.canDoWithoutAgent) this.#fail(this.#errorOf(error));
      })
      .on("close", () => this.#fail(this.#closedError()));
  }

  #connect(keyTypes: readonly string[]): void {
    const { host, port, username, keepAliveMs } = this.#settings;
    this.#client.connect({
      sock: this.#socket,
      host,
      port,
      username,
      // ssh2 passes null for the methods before the first attempt, which its types do not know.
      authHandler: this.#authenticate as ssh2.AuthHandlerMiddleware,
      hostVerifier: this.#verifyHost as ssh2.HostVerifier,
      algorithms: algorithmsFor(keyTypes),
      keepaliveInterval: keepAliveMs,
      keepaliveCountMax: 3,
      // Here each phase has its time, and none runs while somebody is asked about the host's key or the password.
      readyTimeout: 0,
    });
    // After ssh2 has paused the socket, so that this listener does not start it.
    this.#socket.on("data", this.#keepGreeting);
  }

  readonly #keepGreeting = (data: Buffer): void => {
    this.#stopWatch();
    this.#greeting += data.toString("latin1", 0, greetingBytes);
    this.#socket.off("data", this.#keepGreeting);
  };

  readonly #authenticate = (
    left: AuthenticationType[] | null,
    partial: boolean | null,
    next: NextAuthHandler,
  ): void => {
    this.#stopTimer();
    const goOn: typeof next = (method) => {
      this.#startTimer();
      next(method);
    };
    this.#options.attempt.handler(left, partial, goOn, this.#ended.signal);
  };

  /**
   * Also called when keys are renewed in the middle of a session. The host's must then be the same, and the answer must
   * not wait: messages that arrive in between would end the session.
   */
  readonly #verifyHost = (key: Buffer, done: (isRight: boolean) => void): boolean | undefined => {
    if (this.#verifiedKey !== undefined) return this.#verifiedKey.equals(key);
    void this.#verify(key).then(done);
    return undefined;
  };

  async #verify(key: Buffer): Promise<boolean> {
    const copy = Buffer.from(key);
    this.#stopTimer();
    try {
      await this.#settings.verifyHostKey(copy, this.#ended.signal);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    if (this.#settle === undefined) return false;
    this.#verifiedKey = copy;
    this.#startTimer();
    return true;
  }

  #openChannel(): void {
    const { origin, log } = this.#settings;
    log({ kind: "session", message: `${origin}: logged in` });
    this.#enter("opening the channel");
    try {
      this.#client.sftp((error, sftp) => {
        if (error) {
          this.#fail(this.#channelError(error));
          return;
        }
        // At once, for it listens to events that may come with the next message.
        const session = { client: this.#client, socket: this.#socket, sftp };
        this.#settle?.(undefined, new SftpConnection(session, this.#settings));
      });
    } catch (error) {
      // Thrown when the socket was closed in the meantime.
      this.#fail(new ConnectionError("ARCHIVE_CONNECTION", `${origin}: connection lost`, { origin, cause: error }));
    }
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#startTimer();
  }

  #startTimer(): void {
    clearTimeout(this.#timer);
    if (this.#settle === undefined) return;
    const { timeoutMs } = this.#settings;
    const timer = setTimeout(() => {
      // After a pause of the whole program, what arrived in the meantime is read first.
      setImmediate(() => {
        if (this.#timer !== timer) return;
        this.#fail(timeoutError(this.#settings, `did not answer for ${timeoutMs} ms while ${this.#phase}`));
      });
    }, timeoutMs);
    this.#timer = timer;
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #fail(error: unknown): void {
    this.#settle?.(error);
  }

  #errorOf(error: Error): unknown {
    const { attempt } = this.#options;
    if (attempt.unanswered !== undefined) return attempt.unanswered;
    // ssh2's word for a connection that was closed before the first message.
    if (error.message === "Connection lost before handshake") return this.#closedError(error);
    if (attempt.wantsMore && "level" in error && error.level === "client-authentication") {
      const { origin } = this.#settings;
      const message = `${origin}: the server wants a second factor for the login: that is not supported, use a key`;
      return new CredentialsError("ARCHIVE_AUTHENTICATION", message, { origin, cause: error });
    }
    return sessionError(error, this.#settings);
  }

  /** The server ended it without a word of the protocol. */
  #closedError(cause?: unknown): ArchiveError {
    const { origin } = this.#settings;
    if (saysBusy(this.#greeting)) return busyError(this.#settings, shown(this.#greeting.trim()), cause);
    // Some servers answer a wrong password so, and it must not be tried over and over. One that was right before is.
    const { wereAccepted, attempt } = this.#options;
    if (this.#phase === "logging in" && !wereAccepted && !attempt.isAsking) {
      return refusedError(this.#settings, "it closed the connection during the login", cause);
    }
    const advice = "it may have too many, or this is no SSH port";
    const message = `${origin}: the server closed the connection while ${this.#phase}`;
    const hint = this.#phase === "agreeing on keys" ? ` (${advice})` : "";
    return new ConnectionError("ARCHIVE_CONNECTION", `${message}${hint}`, { origin, cause });
  }

  #channelError(cause: Error): ConnectionError {
    const { origin } = this.#settings;
    // SSH_OPEN_RESOURCE_SHORTAGE of RFC 4254, section 5.1.
    if ("reason" in cause && cause.reason === 4) return busyError(this.#settings, shown(cause.message), cause);
    const message = `${origin}: the server offers this account no SFTP (${shown(cause.message)})`;
    return new ConnectionError("ARCHIVE_PROTOCOL", message, { origin, cause });
  }

  #passwordExpired(): CredentialsError {
    const { origin } = this.#settings;
    const message = `${origin}: the server wants a new password for this account: change it there first`;
    return new CredentialsError("ARCHIVE_AUTHENTICATION", message, { origin });
  }
}
