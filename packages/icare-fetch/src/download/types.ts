import type { Cache } from "../cache/types.ts";
import type { Limiter } from "../session/limiter.ts";
import type { Retry, RetryNotice } from "../session/retry.ts";
import type { Connection } from "../transport/types.ts";
import type { Logger, OperationOptions, RemoteStat } from "../types.ts";

/** How far a download is. */
export interface DownloadProgress {
  /** Of the file that are here. */
  readonly bytes: number;
  readonly size: number;
  /** Bytes that were here when it began, or went on after a drop; 0 after the remote file had changed. */
  readonly resumedFrom: number;
}

/** What the bytes of a file must give. */
export interface Checksum {
  /** As Node names it: "md5", "sha256". */
  readonly algorithm: string;
  /** Hexadecimal. */
  readonly digest: string;
}

/** Options of `downloadFile`. */
export interface DownloadOptions extends OperationOptions {
  /** Gives a session to a task: that of SessionPool. */
  readonly use: <T>(task: (connection: Connection) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  readonly remotePath: string;
  /** By `stat` of the same archive: times in listings are coarser with some servers, which would look like a change. */
  readonly remote: RemoteStat;
  readonly cache: Cache;
  readonly retry: Retry;
  readonly limiter: Limiter;
  readonly checksum?: Checksum | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Told before it is tried again. */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
  readonly log?: Logger | undefined;
}

/** A file that is here. */
export interface Downloaded {
  readonly file: string;
  /** Nothing of it had to come. */
  readonly fromCache: boolean;
}
