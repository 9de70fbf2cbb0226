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

/** Gets a line for what happens in a session: no password, no key, control characters escaped. */
export type Logger = (line: string) => void;
