import type { Logger, OperationOptions, RemoteStat } from "../types.ts";
import type { Part } from "./part.ts";

/** Options of `openCache`. */
export interface CacheOptions {
  /** Where files are kept; made when it is not there. Processes may share it. */
  readonly directory: string;
  /** Most bytes of files, complete or on their way, of all archives in the directory; Infinity for no limit. @default Infinity */
  readonly maxBytes?: number | undefined;
  /** The archive, without a password: `sftp://me@host:22`. */
  readonly origin: string;
  /**
   * Directory of the archive whose files lie directly below `directory`, as in a mirror. With undefined all files of the
   * archive have a directory of their own.
   */
  readonly remoteRoot?: string | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Gets a line for what happens: waits, evictions. */
  readonly log?: Logger | undefined;
}

/** A complete file of the cache. */
export interface CachedFile {
  readonly path: string;
  /** Of the remote file when it was fetched, and of this one. */
  readonly size: number;
  /** Of the remote file when it was fetched; undefined where the server did not say. */
  readonly modifiedMs: number | undefined;
  /** When it was fetched, milliseconds since 1970. */
  readonly fetchedAtMs: number;
}

/** What lies where a file belongs, and is not known to be it. */
export interface StrayFile {
  readonly path: string;
  readonly size: number;
  /** The archive that it was fetched from, with the root of its paths; undefined where nobody knows. */
  readonly origin: string | undefined;
  /** Of the remote file when it was fetched. */
  readonly modifiedMs: number | undefined;
}

/** Keeps other tasks and processes from downloading a file. */
export interface CacheLock {
  /** @throws CacheError when another process took it over, while this one was suspended on another host */
  check(): void;
  /** Let others in. May be called again. */
  release(): void;
}

/** Files of an archive on the local disk, shared with other processes. */
export interface Cache {
  readonly directory: string;
  /**
   * Where a file is, or would be: always below the directory.
   * @throws ArchiveError ARCHIVE_NAME for names that are not safe as local ones
   */
  localPath(remotePath: string): string;
  /**
   * Find a complete file. It is in use, so that nobody evicts it, until it is released as often as it was found or
   * downloaded, or the cache closed.
   */
  lookUp(remotePath: string, options?: OperationOptions): Promise<CachedFile | undefined>;
  /** Is a complete file of this size there, or one that may be taken for it? Nothing is noted of that. @throws CacheError */
  isHere(remotePath: string, size: number): boolean;
  /** Wait until nobody else downloads a file. @throws the reason of the signal */
  lock(remotePath: string, options?: OperationOptions): Promise<CacheLock>;
  /**
   * Look what lies in the place of a file that `lookUp` did not find, before it is replaced.
   * @throws CacheError when it is a directory, or something else that is not a file
   */
  findStray(remotePath: string): Promise<StrayFile | undefined>;
  /** Take what lies there for the file, for who has its lock. It is in use then, as after `lookUp`. @returns its path */
  adopt(remotePath: string, remote: RemoteStat, options?: OperationOptions): Promise<string>;
  /** Use a file no longer. */
  release(remotePath: string): void;
  /**
   * Evict the least recently used files that nobody uses, until so many bytes can be added.
   * @throws CacheError when too much is in use
   */
  makeRoom(bytes: number, options?: OperationOptions): Promise<void>;
  /**
   * Open what came of a file until now, for who has its lock. Where the time of the remote file is not known, it counts only
   * if its size is said to be enough: because it has just come, or the bytes are checked in another way.
   * @throws CacheError when there is no room for the whole file
   */
  openPart(
    remotePath: string,
    remote: RemoteStat,
    options?: OperationOptions & { readonly isSizeEnough?: boolean | undefined },
  ): Promise<Part>;
  /** Use no file any longer, and end all waiting; a file that is locked stays so until it is released. May be called again. */
  close(): Promise<void>;
}
