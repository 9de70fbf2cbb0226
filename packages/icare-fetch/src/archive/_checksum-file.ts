import { posix } from "node:path";
import { shown } from "../_text.ts";
import type { Checksum } from "../download/types.ts";
import { TransferError } from "../errors.ts";
import type { Connection } from "../transport/types.ts";
import type { RemoteEntry } from "../types.ts";

/** Files beside a file that hold its checksum, the strongest first. */
const kinds = [
  { extension: ".sha256", algorithm: "sha256", digits: 64 },
  { extension: ".md5", algorithm: "md5", digits: 32 },
] as const;

/** They are a line long. */
const mostBytes = 4096;

/** Those entries of a directory that hold checksums: few or none. */
export function checksumsAmong(entries: readonly RemoteEntry[]): readonly RemoteEntry[] {
  return entries.filter(({ name }) => kinds.some(({ extension }) => name.endsWith(extension)));
}

/** The name of the file with the checksum of another, if one lies beside it. */
export function checksumNameOf(name: string, siblings: readonly RemoteEntry[]): string | undefined {
  for (const { extension } of kinds) {
    const found = siblings.find((entry) => entry.kind !== "directory" && entry.name === name + extension);
    if (found !== undefined && found.size <= mostBytes) return found.name;
  }
  return undefined;
}

/**
 * Read a checksum file: the digest, or the digest and a name, as md5sum and sha256sum write it.
 * @throws TransferError ARCHIVE_CHECKSUM for what is none; what the session throws
 */
export async function readChecksum(
  connection: Connection,
  remotePath: string,
  signal: AbortSignal | undefined,
): Promise<Checksum> {
  const { size } = await connection.stat(remotePath, { signal });
  const pieces: Uint8Array[] = [];
  if (size <= mostBytes)
    for await (const piece of connection.read(remotePath, { offset: 0, size, signal })) pieces.push(piece);
  const [digest = ""] = Buffer.concat(pieces).toString("latin1").trim().split(/\s/);
  const kind = kinds.find(({ extension }) => posix.extname(remotePath) === extension);
  if (kind !== undefined && digest.length === kind.digits && /^[0-9a-f]+$/i.test(digest)) {
    return { algorithm: kind.algorithm, digest: digest.toLowerCase() };
  }
  throw new TransferError("ARCHIVE_CHECKSUM", `${shown(remotePath)}: it does not begin with a checksum`, {
    remotePath,
  });
}
