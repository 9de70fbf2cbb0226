/**
 * Where bytes come from: the least that is needed to read a file by ranges. Implement it to read from HTTP, an archive
 * member, a database, ...
 */
export interface RandomAccessSource {
  /** Length in bytes. */
  readonly size: number;
  /** Shown in error messages. */
  readonly name?: string;
  /**
   * The bytes [offset, offset + length); fewer only at the end of the source. The result is not written to and may be a
   * view of memory that the source keeps.
   */
  read(
    offset: number,
    length: number,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Uint8Array> | Uint8Array;
  /**
   * Optional, for sources that copy anyway: fill `target` with the bytes from `offset` on.
   * @returns the number of bytes; fewer than `target.length` only at the end of the source
   */
  readInto?(target: Uint8Array, offset: number, options?: { signal?: AbortSignal | undefined }): Promise<number>;
  /** Called once when the file is closed. */
  close?(): void | Promise<void>;
}

/** Everything that `open` accepts: a path (Node), bytes, a Blob or File, or a random-access source. */
export type Source = string | URL | Uint8Array | ArrayBuffer | SharedArrayBuffer | Blob | RandomAccessSource;
