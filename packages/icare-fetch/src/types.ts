/** What a remote path is. */
export type RemoteKind = "file" | "directory" | "link" | "other";

/** A remote file or directory. */
export interface RemoteStat {
  readonly kind: RemoteKind;
  /** Bytes; of files. */
  readonly size: number;
  /** When it was last changed, milliseconds since 1970; undefined where the server does not say. */
  readonly modifiedMs: number | undefined;
}

/** An entry of a remote directory. */
export interface RemoteEntry extends RemoteStat {
  /** Its name alone, as the server gave it: not safe for paths or terminals until checked. */
  readonly name: string;
}

/** Options of everything that takes a while. */
export interface OperationOptions {
  readonly signal?: AbortSignal | undefined;
}

/** How far a listing is. */
export interface ListProgress {
  /** Entries that have come. */
  readonly entries: number;
}

/** Options of listings. */
export interface ListOptions extends OperationOptions {
  /** Told when more has come; not by FTP, which has all of a listing at once, and not of listings that are kept. */
  readonly onProgress?: ((progress: ListProgress) => void) | undefined;
}

/** Options of listings that may have been kept from before. */
export interface KeptListOptions extends ListOptions {
  /** Ask the archive, whatever is kept. @default false */
  readonly refresh?: boolean | undefined;
  /** Told when a listing is one that was kept: when the archive gave it, milliseconds since 1970. */
  readonly onKept?: ((listedAtMs: number) => void) | undefined;
}

/** What happens in a session, for people who wait for it. */
export interface ArchiveEvent {
  /**
   * - `session`: one begins or ends
   * - `retry`: something failed for a reason that passes, and is tried again
   * - `wait`: another process, or the server's limit, is waited for
   * - `restart`: a file begins anew, because the remote one has changed or what came of it is no use
   * - `evict`: a file of the cache was removed to make room
   * - `note`: something else that the user may want to know, such as a listing that cannot be kept
   */
  readonly kind: "session" | "retry" | "wait" | "restart" | "evict" | "note";
  /** A line without passwords, keys or control characters. */
  readonly message: string;
}

/** Gets what happens. What it throws is ignored. */
export type Logger = (event: ArchiveEvent) => void;
