import { type ContentLimits, EntryChecker } from "./entry-checker.ts";
import type { ArchiveFormat } from "./types.ts";
import { walkArchive } from "./walk.ts";

/** What an archive holds. */
export interface ArchiveContents {
  readonly files: number;
  /** Of the files. */
  readonly bytes: number;
  /** Links, which are left out. */
  readonly links: number;
  readonly firstLink: string | undefined;
}

/** An archive that is looked at or unpacked. */
export interface ArchiveTask {
  readonly path: string;
  readonly format: ArchiveFormat;
  readonly limits: ContentLimits;
  readonly signal: AbortSignal;
  /** @param bytes of the archive (inventory), or of its files (unpacking) */
  readonly onProgress: (bytes: number) => void;
}

/**
 * Look through an archive before a byte of it is written: all names, and how much it is.
 * @throws CommandError for what is damaged, unsafe or too large
 */
export async function takeInventory({
  path,
  format,
  limits,
  signal,
  onProgress,
}: ArchiveTask): Promise<ArchiveContents> {
  const checker = new EntryChecker(limits);
  await walkArchive(
    path,
    format,
    {
      async entry(entry) {
        checker.check(entry);
        return undefined;
      },
      progress(read, unpacked) {
        checker.checkUnpacked(unpacked);
        onProgress(read);
      },
    },
    signal,
  );
  const { files, bytes, links, firstLink } = checker;
  return { files, bytes, links, firstLink };
}
