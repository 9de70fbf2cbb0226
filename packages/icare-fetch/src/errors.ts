/** Stable codes of the errors of this package; test them with {@link isArchiveError}. */
export type ArchiveErrorCode =
  | "ARCHIVE_URL"
  | "ARCHIVE_CREDENTIALS"
  | "ARCHIVE_AUTHENTICATION"
  | "ARCHIVE_HOST_KEY"
  | "ARCHIVE_NOT_FOUND"
  | "ARCHIVE_PERMISSION"
  | "ARCHIVE_NOT_A_FILE"
  | "ARCHIVE_CONNECTION"
  | "ARCHIVE_BUSY"
  | "ARCHIVE_TIMEOUT"
  | "ARCHIVE_PROTOCOL"
  | "ARCHIVE_NAME"
  | "ARCHIVE_CHANGED"
  | "ARCHIVE_CHECKSUM"
  | "ARCHIVE_DISK_FULL"
  | "ARCHIVE_NO_ROOM"
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

/** What a {@link RemotePathError} can say besides. */
export interface RemotePathErrorOptions extends ArchiveErrorOptions {
  /** The server did not say whether it is not there or may not be seen. @default false */
  readonly isUnclear?: boolean | undefined;
}

/** A remote file or directory is not there, may not be read, or is no file. */
export class RemotePathError extends ArchiveError {
  override readonly name: string = "RemotePathError";
  /** The server did not say whether it is not there or may not be seen. */
  readonly isUnclear: boolean;

  constructor(
    code: "ARCHIVE_NOT_FOUND" | "ARCHIVE_PERMISSION" | "ARCHIVE_NOT_A_FILE",
    message: string,
    options: RemotePathErrorOptions = {},
  ) {
    super(code, message, options);
    this.isUnclear = options.isUnclear === true;
  }
}

/**
 * The session was lost, refused for now, or silent for too long, which is tried again; or the server said what it must
 * not, or the archive was closed, which is not.
 */
export class ConnectionError extends ArchiveError {
  override readonly name: string = "ConnectionError";
  /**
   * No session could be had, although it was tried for as long as the options `retry` allow: what is true of all files
   * alike, and is not tried again by itself. False where a session was lost, which says nothing of the next one.
   */
  readonly isOutage: boolean;

  constructor(
    code: "ARCHIVE_CONNECTION" | "ARCHIVE_BUSY" | "ARCHIVE_TIMEOUT" | "ARCHIVE_PROTOCOL" | "ARCHIVE_CLOSED",
    message: string,
    options: ArchiveErrorOptions & { readonly isOutage?: boolean } = {},
  ) {
    super(code, message, options);
    this.isOutage = options.isOutage ?? false;
  }
}

/** What came is not what was announced. */
export class TransferError extends ArchiveError {
  override readonly name: string = "TransferError";
  constructor(code: "ARCHIVE_CHANGED" | "ARCHIVE_CHECKSUM", message: string, options?: ArchiveErrorOptions) {
    super(code, message, options);
  }
}

/** The local cache cannot be written: no space, no permission, all that is allowed in use, or something in the way. */
export class CacheError extends ArchiveError {
  override readonly name: string = "CacheError";
  constructor(
    code: "ARCHIVE_CACHE" | "ARCHIVE_DISK_FULL" | "ARCHIVE_NO_ROOM",
    message: string,
    options?: ArchiveErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** Is this an error of this package, and if codes are given, one of them? Works across copies of the package. */
export function isArchiveError(error: unknown, ...codes: ArchiveErrorCode[]): error is ArchiveError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as ArchiveError).code);
}

/** Has the archive been away for longer than it is waited for? See {@link ConnectionError.isOutage}. */
export function isOutage(error: unknown): boolean {
  return isArchiveError(error) && (error as Partial<ConnectionError>).isOutage === true;
}
