import type { ListOptions, OperationOptions, RemoteEntry, RemoteStat } from "../types.ts";

/** What to read of a file. */
export interface ReadOptions extends OperationOptions {
  /** The first byte. */
  readonly offset: number;
  /** Size of the file: reading ends there. */
  readonly size: number;
  /**
   * Told, before reading ends, what the file was after its last byte was read: by transports that need not ask for it.
   */
  readonly onStat?: ((stat: RemoteStat) => void) | undefined;
}

/**
 * One session with a server. Its operations may run at the same time only where the transport says so; the pool gives
 * each session to one user at a time. All reject with the errors of errors.ts (a lost session with ARCHIVE_CONNECTION,
 * silence with ARCHIVE_TIMEOUT) or the reason of the signal; after ARCHIVE_CONNECTION, ARCHIVE_TIMEOUT and an abort
 * in the middle of a read the session may be closed (`isOpen` tells).
 */
export interface Connection {
  /** Can it be used? */
  readonly isOpen: boolean;
  /** Entries of a directory, without "." and "..", in no order. An error is an error, never an empty list. */
  list(path: string, options?: ListOptions): Promise<RemoteEntry[]>;
  stat(path: string, options?: OperationOptions): Promise<RemoteStat>;
  /** Bytes of a file from an offset on, in order, in pieces of any length. Ending the loop early stops the transfer. */
  read(path: string, options: ReadOptions): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** A way to reach an archive. */
export interface Transport {
  readonly kind: "sftp" | "ftp" | "ftps" | "local";
  /** Without a password: `sftp://me@host:22`. */
  readonly origin: string;
  /** Do listings say all that `stat` says? Times are coarser in those of some servers. */
  readonly hasExactListings: boolean;
  connect(options?: OperationOptions): Promise<Connection>;
}
