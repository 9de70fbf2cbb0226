import type { ArchiveFormat, ArchiveVisitor } from "./types.ts";

/** Lead a visitor through an archive. The formats are loaded when they are needed. */
export async function walkArchive(
  path: string,
  format: ArchiveFormat,
  visitor: ArchiveVisitor,
  signal: AbortSignal,
): Promise<void> {
  if (format === "zip") await (await import("./zip.ts")).walkZip(path, visitor, signal);
  else await (await import("./tar.ts")).walkTar(path, format === "tar.gz", visitor, signal);
}
