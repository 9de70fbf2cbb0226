import type { RetryOptions } from "../session/retry.ts";
import type { KeptListOptions, Logger, OperationOptions, RemoteEntry, RemoteStat } from "../types.ts";

/** Options of {@link openArchive}; none is needed for an archive that asks for no account. */
export interface OpenArchiveOptions extends OperationOptions {
  /**
   * Where files are kept, and what is known of them. @default `atcs` in the user's cache directory (`XDG_CACHE_HOME` or
   * `~/.cache`, `~/Library/Caches`, `LOCALAPPDATA`)
   */
  readonly cacheDir?: string | undefined;
  /**
   * Keep the files for good, in the directories that they have in the archive, below this one: `cacheDir` is then not
   * used, and nothing is evicted. The directory can be opened as an archive of its own.
   */
  readonly mirrorDir?: string | undefined;
  /**
   * Most bytes of files that are kept in the cache; the least recently used go first, never one in use. So what is
   * fetched at a time and not released cannot be more. @default no limit
   */
  readonly maxCacheBytes?: number | undefined;
  /** Sessions at a time, 1 to 64. @default 4 */
  readonly maxConnections?: number | undefined;
  /**
   * Of all transfers together, on the line too: over SFTP no more than a moment's worth is asked for ahead. @default no
   * limit
   */
  readonly bytesPerSecond?: number | undefined;
  /** A session that is silent for so long is lost: milliseconds. @default 60_000 */
  readonly timeoutMs?: number | undefined;
  /**
   * What is lost, refused or busy is tried again: how often, after how long, and how long an archive that is away is
   * waited for.
   */
  readonly retry?: RetryOptions | undefined;
  /** Listings are asked for again when they are older than this: milliseconds. @default 86_400_000, a day */
  readonly listingMaxAgeMs?: number | undefined;

  /** Who logs in. @default as the URL, the environment or the credentials file says */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The two-line file with user name and password. @default `icare_credentials.txt`, see the README */
  readonly credentialsFile?: string | undefined;
  /** Use a credentials file although other users can read it. @default false */
  readonly allowOpenCredentialsFile?: boolean | undefined;
  /** File of a private key for SFTP. */
  readonly privateKeyFile?: string | undefined;
  /** Of the private key. @default asked for where `interactive` is set */
  readonly passphrase?: string | undefined;
  /** Socket of an SSH agent for SFTP; true for that of `SSH_AUTH_SOCK`, false for none. @default see the README */
  readonly agent?: string | boolean | undefined;
  /** Ask for what is missing on this terminal. @default false */
  readonly interactive?: boolean | undefined;

  /** Of the host's key, `SHA256:...`: no other is accepted. */
  readonly hostKeyFingerprint?: string | undefined;
  /**
   * File of host keys in OpenSSH's form; new ones are added to it. @default `~/.ssh/known_hosts` is read, `known_hosts`
   * in the configuration directory is written
   */
  readonly knownHostsFile?: string | undefined;
  /** Accept the key of a host that is not known yet; a changed one never is. @default false */
  readonly acceptNewHostKey?: boolean | undefined;
  /** Certificates of authorities for FTPS, PEM. @default those of Node */
  readonly ca?: string | undefined;

  /** Variables of the environment. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Gives numbers of [0, 1) for the length of waits, on which no result depends. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Gets a line for what happens: sessions, waits, evictions. */
  readonly log?: Logger | undefined;
}

/** How far a transfer is. */
export interface TransferProgress {
  /** The remote path, as it was asked for. */
  readonly path: string;
  /** Of the file that are here. */
  readonly bytes: number;
  readonly size: number;
  /**
   * Bytes that were here before this call, so that `bytes - resumedFrom` came in it, however often the session was
   * lost. The same all the time, except that it becomes 0 when the file has to begin anew.
   */
  readonly resumedFrom: number;
}

/** Options of `fetch`. */
export interface FetchOptions extends OperationOptions {
  /** Ask the archive whether a file that is here has changed. @default false: files of the archive do not change */
  readonly revalidate?: boolean | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

/** What came of one of many transfers. */
export type FetchResult =
  | { readonly path: string; readonly file: string; readonly fromCache: boolean }
  | { readonly path: string; readonly error: unknown };

/** Options of `fetchAll`. */
export interface FetchAllOptions extends FetchOptions {
  /** Transfers at a time; no more than there are sessions makes sense. @default maxConnections */
  readonly concurrency?: number | undefined;
  /** Called for each path when it is done, in the order in which they end. */
  readonly onResult?: ((result: FetchResult) => void) | undefined;
}

/** A file as it was listed. */
export interface ListedFile {
  /** Below the root of the archive. */
  readonly path: string;
  readonly size: number;
}

/**
 * An archive. Paths are those below the root of its URL, with or without a leading slash: `PARASOL/L1_B-HDF/2008/...`.
 *
 * What fails for reasons that pass is tried again: what was lost with its session, some times in a row; sessions
 * themselves, where the archive was reached before, for a day (see {@link RetryOptions}). All operations reject with
 * `ArchiveError` (see `code`) or the reason of the signal.
 */
export interface Archive extends AsyncDisposable {
  /** `sftp://me@host:22/SPACEBORNE`, without a password. */
  readonly url: string;
  /** Entries of a directory, from the listing that is kept when it is young enough. */
  list(directory: string, options?: KeptListOptions): Promise<RemoteEntry[]>;
  stat(path: string, options?: OperationOptions): Promise<RemoteStat>;
  /**
   * Get a file: from the cache, or from the archive, where a transfer that broke goes on. It stays in the cache until
   * it is released or the archive closed.
   * @returns path of the local file
   */
  fetch(path: string, options?: FetchOptions): Promise<string>;
  /**
   * Get many files. One that fails does not end the others, but what would end all of them does: credentials, the
   * host's key, a full disk, an archive that stays away (see `ConnectionError.isOutage`) or loses all sessions (three
   * rounds of files in a row that are given up), the signal. Then it rejects, and the files of which `onResult` was not
   * told are released.
   *
   * As with `fetch`, each file stays in the cache until it is released or the archive closed: more than `maxCacheBytes`
   * can be fetched only where `onResult` is done with each file and releases it.
   * @returns in the order of the paths
   */
  fetchAll(paths: Iterable<string>, options?: FetchAllOptions): Promise<FetchResult[]>;
  /**
   * Which of these files are here, complete, so that they need not be fetched: those of the size that was listed. The archive
   * is not asked, and nothing is held: a cache may evict them afterwards.
   * @returns their paths
   */
  findHere(files: Iterable<ListedFile>, options?: OperationOptions): Promise<ReadonlySet<string>>;
  /**
   * The cache may do without this file. Counted: a file that was fetched twice is held until it is released twice. In a
   * mirror nothing is ever removed.
   */
  release(path: string): void;
  /** End all sessions and transfers; what has come of them is kept. May be called again. */
  close(): Promise<void>;
}
