import { open } from "node:fs/promises";
import { damagedArchive, onDisk } from "../errors.ts";
import type { ArchiveFormat } from "./types.ts";

/**
 * The format of an archive, by its first bytes: names lie.
 * @throws CommandError DOWNLOAD_ARCHIVE for anything else, with what it seems to be
 */
export async function detectFormat(path: string): Promise<ArchiveFormat> {
  const begin = await onDisk("reading", path, () => readBegin(path));
  if (begin.length === 0) throw damagedArchive(path, "it is empty");
  if (startsWith(begin, [0x1f, 0x8b])) return "tar.gz";
  // The second is that of an archive without files.
  if (startsWith(begin, [0x50, 0x4b, 3, 4]) || startsWith(begin, [0x50, 0x4b, 5, 6])) return "zip";
  if (isTarHeader(begin)) return "tar";
  const other = otherKinds.find(([, matches]) => matches(begin))?.[0] ?? "something else";
  throw damagedArchive(path, `expected a tar.gz, tar or zip archive, got ${other}`);
}

async function readBegin(path: string): Promise<Uint8Array> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(blockBytes), 0, blockBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Size of the blocks of a tar archive. */
export const blockBytes = 512;

/** Is that the first block of a tar archive: a header whose sum is right, or the zeros that end one? */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < blockBytes) return false;
  // The sum counts its own field (148 to 155) as blanks: POSIX.1-2001, pax, "ustar Interchange Format".
  let sum = 0;
  for (let i = 0; i < blockBytes; i++) sum += i >= 148 && i < 156 ? 0x20 : block[i]!;
  if (sum === 8 * 0x20) return block.subarray(148, 156).every((byte) => byte === 0);
  const stored = /^[ 0]*([0-7]*)[ \0]*$/.exec(String.fromCharCode(...block.subarray(148, 156)))?.[1];
  return stored !== undefined && Number.parseInt(stored, 8) === sum;
}

const otherKinds: readonly (readonly [kind: string, matches: (begin: Uint8Array) => boolean])[] = [
  ["a web page: is that the URL of the file itself?", isWebPage],
  [
    "xz data, which is to be unpacked with another program",
    (begin) => startsWith(begin, [0xfd, 0x37, 0x7a, 0x58, 0x5a]),
  ],
  ["bzip2 data, which is to be unpacked with another program", (begin) => startsWith(begin, [0x42, 0x5a, 0x68])],
  [
    "Zstandard data, which is to be unpacked with another program",
    (begin) => startsWith(begin, [0x28, 0xb5, 0x2f, 0xfd]),
  ],
  [
    "a 7z archive, which is to be unpacked with another program",
    (begin) => startsWith(begin, [0x37, 0x7a, 0xbc, 0xaf]),
  ],
];

function isWebPage(begin: Uint8Array): boolean {
  return /^(\ufeff|\s)*<(!doctype|html|\?xml|head|body)/i.test(new TextDecoder().decode(begin));
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}
