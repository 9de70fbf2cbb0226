import { quoted } from "../../_text.ts";
import { type ArchiveError, ConnectionError, CredentialsError, isArchiveError, RemotePathError } from "../../errors.ts";
import { adviceOnSystemError } from "../_system-errors.ts";
import { isBusy, loginProblem, pathProblem, type Refusal, refusalOf } from "./_replies.ts";

/** What errors of a session say besides what happened. */
export interface ErrorContext {
  readonly origin: string;
  readonly username: string;
  /** Where name and password were found: `the user name from the URL and the password from ICARE_PASSWORD`. */
  readonly credentialsFrom: string;
  /** Taken out of what the server says. */
  readonly password: string;
  readonly timeoutMs: number;
}

/** Of certificates, as OpenSSL and Node name them. */
const certificateCode = /CERT|ALTNAME|LEAF_SIGNATURE|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|_CRL_/;

/** Of records that were damaged on the way: another session may have none. */
const damageCode = /BAD_RECORD_MAC|DECRYPTION_FAILED/;

/** How far connecting got. */
export type ConnectStage = "connect" | "tls" | "login" | "settings";

/** What went wrong before the session was there. */
export function connectError(error: unknown, context: ErrorContext, stage: ConnectStage): ArchiveError {
  const { origin, username, credentialsFrom, password } = context;
  const refusal = refusalOf(error, password);
  if (refusal === undefined) return failure(error, context);
  if (stage === "settings") return refused(refusal, origin);
  const reply = said(refusal);
  if (stage === "tls") {
    return protocol(origin, `the server offers no TLS ${reply}; with ftp:// the password and data go unencrypted`);
  }
  // Before it knows who calls, nothing can be wrong with the credentials.
  const problem = loginProblem(refusal);
  switch (stage === "connect" && problem === "wrong" ? "lost" : problem) {
    case "busy":
      return new ConnectionError("ARCHIVE_BUSY", `${origin}: too many connections ${reply}`, { origin });
    case "needs-tls":
      return protocol(origin, `the server wants TLS ${reply}; use an ftps:// URL`);
    case "wrong":
      return new CredentialsError(
        "ARCHIVE_AUTHENTICATION",
        `${origin}: the server refused the login of ${quoted(username)} ${reply}: check ${credentialsFrom}; it is not tried again, for accounts get locked`,
        { origin },
      );
    case "lost":
      return new ConnectionError("ARCHIVE_CONNECTION", `${origin}: the server refused the session ${reply}`, {
        origin,
      });
  }
}

/** What went wrong in a session. Where it is about a path and unclear, "unclear" is for the caller to find out. */
export function sessionError(error: unknown, context: ErrorContext, remotePath?: string): ArchiveError | "unclear" {
  if (isArchiveError(error)) return error;
  const { origin, password } = context;
  const refusal = refusalOf(error, password);
  if (refusal === undefined) return failure(error, context, remotePath);
  const problem = remotePath === undefined ? undefined : pathProblem(refusal);
  if (problem === "unclear") return problem;
  if (problem !== undefined && remotePath !== undefined) return pathError(problem, origin, remotePath, said(refusal));
  return refused(refusal, origin, remotePath);
}

/** A refusal that is not about a path. */
function refused(refusal: Refusal, origin: string, remotePath?: string): ArchiveError {
  const { code, text } = refusal;
  const options = { origin, remotePath };
  if (code === 521 || code === 522 || code === 534) {
    return protocol(origin, `the server wants TLS ${said(refusal)}; use an ftps:// URL`, remotePath);
  }
  if (code === 421 && isBusy(text)) {
    return new ConnectionError("ARCHIVE_BUSY", `${origin}: too many connections ${said(refusal)}`, options);
  }
  // 530 after a login that went well, like 421, 430 and 434: the server forgot who this is.
  if (code < 500 || code === 530) {
    return new ConnectionError("ARCHIVE_CONNECTION", `${origin}: the session was lost ${said(refusal)}`, options);
  }
  return protocol(origin, `the server refused the command ${said(refusal)}`, remotePath);
}

/** A path that is not there, or may not be read. */
export function pathError(
  problem: "missing" | "forbidden",
  origin: string,
  remotePath: string,
  reply: string,
  isUnclear = false,
): RemotePathError {
  const isMissing = problem === "missing";
  const what = isMissing ? "there is no such file or directory" : "it may not be read";
  return new RemotePathError(
    isMissing ? "ARCHIVE_NOT_FOUND" : "ARCHIVE_PERMISSION",
    `${origin}: ${quoted(remotePath)}: ${what}${isUnclear ? ", or it may not be seen" : ""} ${reply}`.trimEnd(),
    { origin, remotePath, isUnclear },
  );
}

/** What the server said, for messages; empty when it is not the server's. */
export function replyOf(error: unknown, password: string): string {
  const refusal = refusalOf(error, password);
  return refusal === undefined ? "" : said(refusal);
}

function said({ code, text }: Refusal): string {
  return `(${code} ${text})`;
}

/** What is no reply of the server. */
function failure(error: unknown, { origin, timeoutMs }: ErrorContext, remotePath?: string): ArchiveError {
  const { code, message } = error as NodeJS.ErrnoException;
  // Texts of basic-ftp may repeat the server's; only errors of the system are handed on.
  const options = { origin, remotePath, cause: typeof code === "string" && code !== "0" ? error : undefined };
  if (typeof code === "string" && certificateCode.test(code)) {
    return new ConnectionError(
      "ARCHIVE_PROTOCOL",
      `${origin}: the server's certificate cannot be trusted (${code}); if it is the right server, give its certificate or that of its authority by the option \`ca\``,
      options,
    );
  }
  if (typeof code === "string" && damageCode.test(code)) {
    const message = `${origin}: data came damaged (${code}), so the connection was closed`;
    return new ConnectionError("ARCHIVE_CONNECTION", message, options);
  }
  if (code === "EPROTO" || code?.startsWith?.("ERR_SSL_") === true) {
    return new ConnectionError("ARCHIVE_PROTOCOL", `${origin}: the server does not speak TLS here (${code})`, options);
  }
  if (code === "ETIMEDOUT" || isTimeout(error)) {
    const what = message?.includes("has no end") ? "did not end an answer within" : "said nothing for";
    return new ConnectionError("ARCHIVE_TIMEOUT", `${origin}: the server ${what} ${timeoutMs} ms`, options);
  }
  if (isMisunderstanding(error)) {
    return protocol(origin, "the server's answer cannot be understood", remotePath);
  }
  const reason = typeof code === "string" && code !== "0" ? code : "closed";
  const what = /data connection|data socket/.test(message ?? "") ? "data connection" : "connection";
  const advice = adviceOnSystemError(reason) ?? `the ${what} was lost`;
  return new ConnectionError("ARCHIVE_CONNECTION", `${origin}: ${advice} (${reason})`, options);
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "TimeoutError" || /(?:^|because )Timeout/.test(error.message);
}

/** Texts of basic-ftp for what it cannot read. */
function isMisunderstanding(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof TypeError) return true;
  return (
    error instanceof Error &&
    /Can't parse|only supports MLSD|Maximum bytes exceeded|Unexpected FTP response|maximum allowed size/.test(
      error.message,
    )
  );
}

function protocol(origin: string, message: string, remotePath?: string): ConnectionError {
  return new ConnectionError("ARCHIVE_PROTOCOL", `${origin}: ${message}`, { origin, remotePath });
}
