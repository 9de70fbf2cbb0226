import type { OperationOptions } from "../types.ts";

/** Which bytes of a file. */
export interface ReadOptions extends OperationOptions {
  /** First byte. @default 0 */
  readonly offset?: number | undefined;
  /** Bytes. @default all up to the end */
  readonly length?: number | undefined;
}

/** How another thread can open the same store. */
export type StoreOrigin =
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "http"; readonly url: string };

/**
 * Where the files of a dataset are. Paths are relative, with forward slashes, and never leave the store.
 * Implement it to load a dataset from anywhere else.
 */
export interface DatasetStore {
  /** Directory or URL, for messages. */
  readonly name: string;
  /** Present when another thread can open the same; without it there are no workers. */
  readonly origin?: StoreOrigin;
  /**
   * The bytes of a file, or the part asked for; fewer only at the end of the file. They are not written to.
   * @throws DatasetError DATASET_NOT_FOUND when there is no such file, which is no fault of an optional one; any other
   * error, such as DATASET_IO, when it cannot be read
   */
  read(path: string, options?: ReadOptions): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Optional, for stores that copy anyway: fill `target` with the bytes from `offset` on.
   * @returns the number of bytes; fewer than the target has only at the end of the file
   */
  readInto?(path: string, target: Uint8Array<ArrayBuffer>, options?: Omit<ReadOptions, "length">): Promise<number>;
  /** Bytes of a file, or undefined when there is none. @throws DatasetError DATASET_IO when that cannot be found out */
  size(path: string, options?: OperationOptions): Promise<number | undefined>;
  /**
   * Optional, for stores that can: names of the files in a folder, and of its folders with a slash at the end; none of a
   * folder that is not there. "" is the dataset's own.
   */
  list?(folder: string, options?: OperationOptions): Promise<readonly string[]>;
  /** Name of a file for messages. */
  locate(path: string): string;
  /** Called once, when the dataset is closed. */
  close?(): void | Promise<void>;
}
