import { shown } from "./_text.ts";
import { RemotePathError } from "./errors.ts";
import type { RemoteKind } from "./types.ts";

const descriptions: Readonly<Record<Exclude<RemoteKind, "file">, string>> = {
  directory: "a directory",
  link: "a link that leads to no file",
  other: "a device, a pipe or the like",
};

/**
 * Only files are fetched and read.
 * @throws RemotePathError ARCHIVE_NOT_A_FILE
 */
export function checkIsFile(kind: RemoteKind, origin: string, remotePath: string): void {
  if (kind === "file") return;
  const message = `${origin}${shown(remotePath)}: it is ${descriptions[kind]}, not a file`;
  throw new RemotePathError("ARCHIVE_NOT_A_FILE", message, { origin, remotePath });
}
