import { crc32 } from "node:zlib";
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from "yauzl";
import { CommandError } from "../../errors.ts";
import { quoteText } from "../../format/escape.ts";
import { damagedArchive, onDisk } from "../errors.ts";
import type { ArchiveEntry, ArchiveVisitor, ContentSink } from "./types.ts";

/**
 * Lead a visitor through a zip archive, in the order of its directory. What lies in no file of that directory is not seen.
 * @throws CommandError DOWNLOAD_ARCHIVE when it is damaged or packed in another way; what the visitor throws
 */
export async function walkZip(path: string, visitor: ArchiveVisitor, signal: AbortSignal): Promise<void> {
  // Names are decoded here: the library refuses some of them as damaged.
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: true };
  const zip = await guard(path, () => openPromise(path, options));
  // Errors are told where they occur; this is for those that come when nobody asks any more.
  zip.on("error", () => {});
  const totals = { read: 0, unpacked: 0 };
  const entries = zip.eachEntry();
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value: entry } = await guard(path, () => entries.next());
      if (done === true) return;
      const described = describeEntry(entry);
      const sink = await visitor.entry(described);
      if (sink === undefined) continue;
      await unpackEntry({ zip, path, entry, sink, visitor, signal, totals });
    }
  } finally {
    zip.close();
  }
}

function describeEntry(entry: Entry): ArchiveEntry {
  const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  const [kind, what] = kindOf(entry, path);
  return { path, kind, what, size: entry.uncompressedSize };
}

/** The upper half of the attributes is the mode of Unix, where a program has noted it: 0 elsewhere. */
function kindOf({ externalFileAttributes }: Entry, path: string): readonly [ArchiveEntry["kind"], string] {
  const type = (externalFileAttributes >>> 16) & 0xf000;
  if (type === 0xa000) return ["link", "symbolic link"];
  if (type !== 0 && type !== 0x8000 && type !== 0x4000) return ["other", "device or named pipe"];
  return path.endsWith("/") || type === 0x4000 ? ["directory", "directory"] : ["file", "file"];
}

interface UnpackTask {
  readonly zip: ZipFile;
  readonly path: string;
  readonly entry: Entry;
  readonly sink: ContentSink;
  readonly visitor: ArchiveVisitor;
  readonly signal: AbortSignal;
  /** Of the entries before this one. */
  readonly totals: { read: number; unpacked: number };
}

async function unpackEntry({ zip, path, entry, sink, visitor, signal, totals }: UnpackTask): Promise<void> {
  const name = quoteText(describeEntry(entry).path);
  const stream = await guard(path, () => zip.openReadStreamPromise(entry), name);
  stream.on("error", () => {});
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let sum = 0;
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await guard(path, () => chunks.next(), name);
      if (done === true) break;
      signal.throwIfAborted();
      sum = crc32(value, sum);
      bytes += value.length;
      totals.unpacked += value.length;
      visitor.progress(totals.read, totals.unpacked);
      await sink.write(value);
    }
  } finally {
    stream.destroy();
  }
  if (bytes !== entry.uncompressedSize) throw damagedArchive(path, `${name} has ${bytes} bytes, not as announced`);
  if (sum !== entry.crc32) throw damagedArchive(path, `the checksum of ${name} is wrong`);
  totals.read += entry.compressedSize;
  await sink.end();
}

async function guard<T>(path: string, task: () => Promise<T>, name?: string): Promise<T> {
  try {
    return await onDisk("reading", path, task);
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error)) throw error;
    const subject = name === undefined ? "damaged zip archive" : `${name} cannot be unpacked`;
    throw damagedArchive(path, `${subject} (${error.message})`, error);
  }
}
