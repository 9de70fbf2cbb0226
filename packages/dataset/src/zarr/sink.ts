/** Where a pack is written. */
export interface DatasetSink {
  /** Directory, for messages. */
  readonly name: string;
  /** @param path relative, with forward slashes; no path is written twice */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** All is written: only now the pack is there. */
  finish(): Promise<void>;
  /** It ends early: nothing of it stays. */
  abort(): Promise<void>;
}
