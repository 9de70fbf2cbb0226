/** An entry of an archive, as it is told there: its path may be anything. */
export interface ArchiveEntry {
  readonly path: string;
  readonly kind: "file" | "directory" | "link" | "other";
  /** What it is, in words: "symbolic link". */
  readonly what: string;
  /** Unpacked bytes. */
  readonly size: number;
}

/** Takes the content of a file. */
export interface ContentSink {
  write(bytes: Uint8Array): Promise<void>;
  /** All has come. */
  end(): Promise<void>;
}

/** Is led through an archive. What it throws ends the walk. */
export interface ArchiveVisitor {
  /** @returns where the content goes; undefined to leave it out */
  entry(entry: ArchiveEntry): Promise<ContentSink | undefined>;
  /**
   * @param read bytes of the archive until now
   * @param unpacked bytes that came out of them
   */
  progress(read: number, unpacked: number): void;
}

/** Kinds of archives. */
export type ArchiveFormat = "tar.gz" | "tar" | "zip";
