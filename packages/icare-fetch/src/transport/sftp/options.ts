import { inspect } from "node:util";
import type { HostKeyVerifier } from "../../host-keys/types.ts";
import type { Logger } from "../../types.ts";

/** How to prove who one is: exactly this way is tried, once for each login. */
export type SftpAuthentication =
  | { readonly password: string }
  /** A private key in the form of OpenSSH, PEM or PuTTY. */
  | { readonly privateKey: string | Uint8Array; readonly passphrase?: string | undefined }
  /** Path of the socket of an SSH agent (`SSH_AUTH_SOCK`), or what ssh2 takes for it on Windows. */
  | {
      readonly agent: string;
      /** For servers that take none of the agent's first keys; asked at most once, as long as it answers. */
      readonly askPassword?: ((signal: AbortSignal) => Promise<string>) | undefined;
    };

/** Options of `sftpTransport`. */
export interface SftpTransportOptions {
  readonly host: string;
  /** @default 22 */
  readonly port?: number | undefined;
  readonly username: string;
  readonly auth: SftpAuthentication;
  /** Where they were found, for messages: `the user name from the URL and the password from ICARE_PASSWORD`. */
  readonly credentialsFrom?: string | undefined;
  /** Rejects, with HostKeyError, for a key that is not the host's: see `createHostKeyVerifier`. */
  readonly verifyHostKey: HostKeyVerifier;
  /** Interval of messages that keep the session open, milliseconds; 0 for none. @default 15_000 */
  readonly keepAliveMs?: number | undefined;
  /** For so long a server that owes an answer may be silent, milliseconds. @default 30_000 */
  readonly timeoutMs?: number | undefined;
  /** Bytes of a file that are asked for and not yet consumed, at most. @default 4_194_304 */
  readonly window?: number | undefined;
  /** Bytes of one request; fewer where the server takes fewer. @default 131_072 */
  readonly requestBytes?: number | undefined;
  readonly log?: Logger | undefined;
}

/** The options, checked and complete. Holds no secret. */
export interface SftpSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** `sftp://me@host:22` */
  readonly origin: string;
  readonly credentialsFrom: string | undefined;
  readonly verifyHostKey: HostKeyVerifier;
  readonly keepAliveMs: number;
  readonly timeoutMs: number;
  readonly window: number;
  readonly requestBytes: number;
  readonly log: Logger;
}

/** The longest time that timers of Node take. */
const longestMs = 2 ** 31 - 1;

/** @throws TypeError or RangeError naming the option that is wrong */
export function checkOptions(options: SftpTransportOptions): SftpSettings {
  const { host, port = 22, username, credentialsFrom, verifyHostKey, log = () => {} } = options;
  const { keepAliveMs = 15_000, timeoutMs = 30_000, window = 4 * 2 ** 20, requestBytes = 128 * 2 ** 10 } = options;
  checkText("host", host);
  checkText("username", username);
  checkInteger("port", port, 1, 65_535);
  checkInteger("keepAliveMs", keepAliveMs, 0, longestMs);
  checkInteger("timeoutMs", timeoutMs, 1, longestMs);
  checkInteger("window", window, 1, 2 ** 30);
  checkInteger("requestBytes", requestBytes, 1, 2 ** 30);
  for (const [name, value] of Object.entries({ verifyHostKey, log })) {
    if (typeof value !== "function") throw new TypeError(`${name} must be a function, got ${typeof value}`);
  }
  const origin = `sftp://${encodeURIComponent(username)}@${host.includes(":") ? `[${host}]` : host}:${port}`;
  const from = { username, credentialsFrom, origin, verifyHostKey };
  return { host, port, ...from, keepAliveMs, timeoutMs, window, requestBytes, log };
}

function checkText(name: string, value: unknown): void {
  if (typeof value !== "string" || value === "") throw new TypeError(`${name} must be a text that is not empty`);
}

function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be an integer from ${min} to ${max}, got ${inspect(value)}`);
  }
}
