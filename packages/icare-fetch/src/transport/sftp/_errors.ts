import { quoted, shown } from "../../_text.ts";
import { type ArchiveError, ConnectionError, CredentialsError, RemotePathError } from "../../errors.ts";
import { adviceOnSystemError } from "../_system-errors.ts";
import type { SftpSettings } from "./options.ts";

/** Numbers of RFC 4253, section 11.1. */
const reasonCode = {
  protocolError: 2,
  keyExchangeFailed: 3,
  serviceNotAvailable: 7,
  protocolVersionNotSupported: 8,
  tooManyConnections: 12,
  authCancelled: 13,
  noMoreAuthMethods: 14,
  illegalUserName: 15,
} as const;

/** What servers write when they have no place, in messages and in greetings ("Exceeded MaxStartups"). */
const busyText =
  /too many (?!authentication)|maxstartups|max(imum)?\b.*\b(connections|sessions|logins)|not allowed at this time/i;

/** What ssh2 and OpenSSL say of messages that were damaged on the way: another session may have none. */
const damageText = /invalid mac|packet length|unable to authenticate data/i;

/** Does a server say that it has no place now? */
export function saysBusy(text: string): boolean {
  return busyText.test(text);
}

/** What ssh2 adds to errors. */
interface SshError {
  readonly message: string;
  readonly code?: string | number;
  readonly level?: string;
}

/** For the error of a client: the reason of a disconnection, of a socket, of a login, or of the protocol. */
export function sessionError(cause: unknown, settings: SftpSettings): ArchiveError {
  const error = cause as SshError;
  const { origin } = settings;
  if (typeof error.code === "number") return disconnectionError(error.code, error.message, cause, settings);
  if (error.level === "client-authentication") return refusedError(settings, undefined, cause);
  if (error.level === "agent") {
    const message = `${origin}: the SSH agent failed (${shown(error.message)}): is it running, and SSH_AUTH_SOCK right?`;
    return new CredentialsError("ARCHIVE_CREDENTIALS", message, { origin, cause });
  }
  if (error.level === "client-timeout") return timeoutError(settings, "does not answer any more", cause);
  if (typeof error.code === "string") {
    const advice = adviceOnSystemError(error.code) ?? shown(error.message);
    return new ConnectionError("ARCHIVE_CONNECTION", `${origin}: ${advice} (${error.code})`, { origin, cause });
  }
  if (damageText.test(error.message)) {
    const message = `${origin}: data came damaged (${shown(error.message)}), so the connection was closed`;
    return new ConnectionError("ARCHIVE_CONNECTION", message, { origin, cause });
  }
  const message = `${origin}: the server and this client do not understand each other (${shown(error.message)})`;
  return new ConnectionError("ARCHIVE_PROTOCOL", message, { origin, cause });
}

function disconnectionError(code: number, text: string, cause: unknown, settings: SftpSettings): ArchiveError {
  const { origin } = settings;
  const said = `${shown(text)}, reason ${code}`;
  if (code === reasonCode.tooManyConnections || saysBusy(text)) {
    return busyError(settings, said, cause);
  }
  const { authCancelled, noMoreAuthMethods, illegalUserName, protocolError } = reasonCode;
  const isRefusal = [authCancelled, noMoreAuthMethods, illegalUserName].includes(code as typeof authCancelled);
  // "Too many authentication failures": OpenSSH says it with the reason of a protocol error.
  if (isRefusal || (code === protocolError && /authentication/i.test(text))) return refusedError(settings, said, cause);
  const { keyExchangeFailed, protocolVersionNotSupported } = reasonCode;
  if (code === keyExchangeFailed || code === protocolVersionNotSupported) {
    const message = `${origin}: the server and this client have no algorithm in common (${said})`;
    return new ConnectionError("ARCHIVE_PROTOCOL", message, { origin, cause });
  }
  return new ConnectionError("ARCHIVE_CONNECTION", `${origin}: the server ended the session (${said})`, {
    origin,
    cause,
  });
}

/** No place now; it is worth to try again with fewer sessions. */
export function busyError({ origin }: SftpSettings, said: string, cause?: unknown): ConnectionError {
  const message = `${origin}: the server takes no more sessions now (${said})`;
  return new ConnectionError("ARCHIVE_BUSY", message, { origin, cause });
}

/** The server did not let the account in. */
export function refusedError(
  { origin, username, credentialsFrom }: SftpSettings,
  said?: string,
  cause?: unknown,
): CredentialsError {
  const reason = said === undefined ? "" : ` (${said})`;
  const message = `${origin}: the server refused the login of ${quoted(username)}${reason}`;
  const what = credentialsFrom ?? "the account's name and its password or key";
  const advice = `check ${what}; it is not tried again, for accounts get locked`;
  return new CredentialsError("ARCHIVE_AUTHENTICATION", `${message}: ${advice}`, { origin, cause });
}

/** It owes an answer for too long. */
export function timeoutError({ origin }: SftpSettings, what: string, cause?: unknown): ConnectionError {
  return new ConnectionError("ARCHIVE_TIMEOUT", `${origin}: the server ${what}`, { origin, cause });
}

/** What was done with which remote path when something went wrong. */
export interface Task {
  /** As in "could not be ...": "listed". */
  readonly done: string;
  readonly remotePath: string;
}

/** For the end of the session in the middle of a task. */
export function interruptedError(lost: ArchiveError, { done, remotePath }: Task): ConnectionError {
  const message = `${lost.message}; ${quoted(remotePath)} could not be ${done}`;
  const { origin } = lost;
  return new ConnectionError(lost.code as ConstructorParameters<typeof ConnectionError>[0], message, {
    origin,
    remotePath,
    cause: lost,
  });
}

/** For a status of SFTP (draft-ietf-secsh-filexfer-02, section 7), or another failure of one request. */
export function requestError(cause: unknown, { done, remotePath }: Task, { origin }: SftpSettings): ArchiveError {
  const { code, message: text } = cause as SshError;
  const options = { origin, remotePath, cause };
  const subject = `${origin}: ${quoted(remotePath)} could not be ${done}`;
  if (code === 2) return new RemotePathError("ARCHIVE_NOT_FOUND", `${subject}: there is no such file`, options);
  if (code === 3) return new RemotePathError("ARCHIVE_PERMISSION", `${subject}: permission denied`, options);
  const status = code === undefined ? "" : `, status ${code}`;
  // Once it is open, "failure" (4) and "bad message" (5) are of disks and lines; to open it, what it is cannot be
  // opened.
  const isPassing = done === "read" && (code === 4 || code === 5);
  const kind = isPassing ? "ARCHIVE_CONNECTION" : "ARCHIVE_PROTOCOL";
  return new ConnectionError(kind, `${subject} (${shown(text)}${status})`, options);
}
