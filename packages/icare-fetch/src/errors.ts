/** Stable codes of the errors of this package; test them with {@link isArchiveError}. */
export type ArchiveErrorCode =
  | "ARCHIVE_URL"
  | "ARCHIVE_CREDENTIALS"
  | "ARCHIVE_AUTHENTICATION"
  | "ARCHIVE_HOST_KEY"
  | "ARCHIVE_NOT_FOUND"
  | "ARCHIVE_PERMISSION"
  | "ARCHIVE_CONNECTION"
  | "ARCHIVE_BUSY"
  | "ARCHIVE_TIMEOUT"
  | "ARCHIVE_PROTOCOL"
  | "ARCHIVE_NAME"
  | "ARCHIVE_CHANGED"
  | "ARCHIVE_CHECKSUM"
  | "ARCHIVE_DISK_FULL"
  | "ARCHIVE_CACHE"
  | "ARCHIVE_CLOSED";

/** What an error of this package can say besides its message. */
export interface ArchiveErrorOptions {
  /** The archive without a password: `sftp://me@host:22`. */
  readonly origin?: string | undefined;
  /** The remote path that it is about. */
  readonly remotePath?: string | undefined;
  /** The local file that it is about. */
  readonly file?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for("@atcs/icare-fetch/error");

/** Codes of what may be over when it is tried again. */
const transient: ReadonlySet<ArchiveErrorCode> = new Set(["ARCHIVE_CONNECTION", "ARCHIVE_BUSY", "ARCHIVE_TIMEOUT"]);

/** Base of all errors that are not the programmer's (wrong arguments are the built-in TypeError and RangeError). */
export class ArchiveError extends Error {
  override readonly name: string = "ArchiveError";
  readonly code: ArchiveErrorCode;
  readonly origin: string | undefined;
  readonly remotePath: string | undefined;
  readonly file: string | undefined;

  /** @param message what was found, where, and what was expected or can be done; never a password or key */
  constructor(code: ArchiveErrorCode, message: string, options: ArchiveErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.origin = options.origin;
    this.remotePath = options.remotePath;
    this.file = options.file;
    Object.defineProperty(this, brand, { value: true });
  }

  /** May it be over when it is tried again? Wrong credentials never: accounts get locked. */
  get isTransient(): boolean {
    return transient.has(this.code);
  }
}

/** The account's name, password or key: not found, not safe to use, or refused. Never tried again by itself. */
export class CredentialsError extends ArchiveError {
  override readonly name: string = "CredentialsError";
  constructor(code: "ARCHIVE_CREDENTIALS" | "ARCHIVE_AUTHENTICATION", message: string, options?: ArchiveErrorOptions) {
    super(code, message, options);
  }
}

/** The host's key is unknown, another one than before, or revoked. */
export class HostKeyError extends ArchiveError {
  override readonly name: string = "HostKeyError";
  /** Of the key that the host showed, as OpenSSH prints it: `SHA256:...`. */
  readonly fingerprint: string;
  readonly reason: "unknown" | "changed" | "revoked";

  constructor(reason: HostKeyError["reason"], fingerprint: string, message: string, options?: ArchiveErrorOptions) {
    super("ARCHIVE_HOST_KEY", message, options);
    this.reason = reason;
    this.fingerprint = fingerprint;
  }
}

/** A remote file or directory is not there, or may not be read. */
export class RemotePathError extends ArchiveError {
  override readonly name: string = "RemotePathError";
  constructor(code: "ARCHIVE_NOT_FOUND" | "ARCHIVE_PERMISSION", message: string, options?: ArchiveErrorOptions) {
    super(code, message, options);
  }
}

/** The session was lost, refused for now, or silent for too long: what is tried again. */
export class ConnectionError extends ArchiveError {
  override readonly name: string = "ConnectionError";
  constructor(
    code: "ARCHIVE_CONNECTION" | "ARCHIVE_BUSY" | "ARCHIVE_TIMEOUT" | "ARCHIVE_PROTOCOL" | "ARCHIVE_CLOSED",
    message: string,
    options?: ArchiveErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** What came is not what was announced. */
export class TransferError extends ArchiveError {
  override readonly name: string = "TransferError";
  constructor(code: "ARCHIVE_CHANGED" | "ARCHIVE_CHECKSUM", message: string, options?: ArchiveErrorOptions) {
    super(code, message, options);
  }
}

/** The local cache cannot be written: no space, no permission, or in use in a way that excludes this one. */
export class CacheError extends ArchiveError {
  override readonly name: string = "CacheError";
  constructor(code: "ARCHIVE_CACHE" | "ARCHIVE_DISK_FULL", message: string, options?: ArchiveErrorOptions) {
    super(code, message, options);
  }
}

/** Is this an error of this package, and if codes are given, one of them? Works across copies of the package. */
export function isArchiveError(error: unknown, ...codes: ArchiveErrorCode[]): error is ArchiveError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as ArchiveError).code);
}
