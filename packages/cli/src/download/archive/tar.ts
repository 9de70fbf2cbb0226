import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { CommandError } from "../../errors.ts";
import { damagedArchive, onDisk, systemCode } from "../errors.ts";
import { blockBytes, isTarHeader } from "./detect-format.ts";
import type { ArchiveEntry, ArchiveVisitor, ContentSink } from "./types.ts";

type TarEvent =
  | { readonly kind: "entry"; readonly entry: ArchiveEntry }
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "end" };

const kinds: Readonly<Record<string, readonly [kind: ArchiveEntry["kind"], what: string]>> = {
  File: ["file", "file"],
  OldFile: ["file", "file"],
  ContiguousFile: ["file", "file"],
  Directory: ["directory", "directory"],
  GNUDumpDir: ["directory", "directory"],
  Link: ["link", "hard link"],
  SymbolicLink: ["link", "symbolic link"],
  CharacterDevice: ["other", "device"],
  BlockDevice: ["other", "device"],
  FIFO: ["other", "named pipe"],
  SparseFile: ["other", "sparse file in GNU's form"],
};

/**
 * Lead a visitor through a tar archive.
 * @throws CommandError DOWNLOAD_ARCHIVE when it is damaged or ends early; what the visitor throws
 */
export async function walkTar(
  path: string,
  isGzip: boolean,
  visitor: ArchiveVisitor,
  signal: AbortSignal,
): Promise<void> {
  const reader = new TarReader(path);
  let sink: ContentSink | undefined;
  let unpacked = 0;
  for await (const { bytes, read } of chunksOf(path, isGzip)) {
    signal.throwIfAborted();
    unpacked += bytes.length;
    visitor.progress(read, unpacked);
    for (const event of reader.read(bytes)) {
      if (event.kind === "entry") sink = await visitor.entry(event.entry);
      else if (event.kind === "data") await sink?.write(event.bytes);
      else await sink?.end();
    }
  }
  reader.end();
}

/** Gives what the parser tells as a list for each chunk, so that nothing waits for anything within the parser. */
class TarReader {
  readonly #path: string;
  readonly #parser: Parser;
  #events: TarEvent[] = [];
  #failure: unknown;
  #begin: Uint8Array = new Uint8Array(0);
  #hasBegun = false;
  #hasEnded = false;

  constructor(path: string) {
    this.#path = path;
    this.#parser = new Parser({ strict: true, filter: (_name, entry) => this.#checkSize(entry as ReadEntry) });
    this.#parser.on("error", (error: unknown) => {
      this.#failure ??= error;
    });
    this.#parser.on("eof", () => {
      this.#hasEnded = true;
    });
    this.#parser.on("entry", (entry: ReadEntry) => this.#listen(entry));
    this.#parser.on("ignoredEntry", (entry: ReadEntry) => this.#checkIgnored(entry));
  }

  /** The entries, parts and ends of entries that a chunk brings. */
  read(chunk: Uint8Array): readonly TarEvent[] {
    // Behind the end there may be anything; the rest is only read because gzip has a sum.
    if (this.#hasEnded) return [];
    const bytes = this.#begun(chunk);
    if (bytes === undefined) return [];
    this.#events = [];
    this.#guard(() => this.#parser.write(bytes));
    return this.#events;
  }

  /** @throws CommandError when the archive is not complete */
  end(): void {
    if (!this.#hasBegun) throw damagedArchive(this.#path, "it holds no tar archive");
    if (this.#hasEnded) return;
    this.#guard(() => this.#parser.end());
    throw damagedArchive(this.#path, "it ends before the end of the tar archive");
  }

  /** The parser would unpack what is packed twice: only what is known to be tar gets to it. */
  #begun(chunk: Uint8Array): Uint8Array | undefined {
    if (this.#hasBegun) return chunk;
    this.#begin = Buffer.concat([this.#begin, chunk]);
    if (this.#begin.length < blockBytes) return undefined;
    if (!isTarHeader(this.#begin)) throw damagedArchive(this.#path, "it holds no tar archive");
    this.#hasBegun = true;
    return this.#begin;
  }

  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#failure ??= error;
    }
    const failure = this.#failure;
    if (failure === undefined) return;
    if (failure instanceof CommandError) throw failure;
    const problem = failure instanceof Error ? failure.message.replace(/^TAR_\w+: /, "") : String(failure);
    throw damagedArchive(this.#path, `damaged tar archive (${problem})`, failure);
  }

  #listen(entry: ReadEntry): void {
    // Only such paths tell of files with holes in the form of pax, whose content is not what it seems.
    const isSparse = /(^|\/)GNUSparseFile\.\d+\//.test(entry.path);
    const [kind, what] = kinds[isSparse ? "SparseFile" : entry.type] ?? ["other", "entry of an unknown kind"];
    this.#events.push({ kind: "entry", entry: { path: entry.path, kind, what, size: entry.size } });
    entry.on("data", (bytes: Uint8Array) => this.#events.push({ kind: "data", bytes }));
    entry.on("end", () => this.#events.push({ kind: "end" }));
  }

  #checkSize(entry: ReadEntry): boolean {
    if (Number.isSafeInteger(entry.size) && entry.size >= 0) return true;
    throw damagedArchive(this.#path, `damaged tar archive (an entry of ${entry.size} bytes)`);
  }

  /** Headers that are too long, which would be left out, and kinds that the parser does not know. */
  #checkIgnored(entry: ReadEntry): void {
    if (entry.meta) throw damagedArchive(this.#path, `damaged tar archive (a header of ${entry.size} bytes)`);
    // The name of the tape.
    if (entry.type === "TapeVolumeHeader") return;
    const [kind, what] = kinds[entry.type] ?? ["other", "entry of an unknown kind"];
    this.#events.push({ kind: "entry", entry: { path: entry.path, kind, what, size: 0 } }, { kind: "end" });
  }
}

async function* chunksOf(path: string, isGzip: boolean): AsyncGenerator<{ bytes: Uint8Array; read: number }> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const stream = isGzip ? createGunzip({ chunkSize: 1 << 18 }) : file;
  if (stream !== file) {
    file.on("error", (error) => stream.destroy(error));
    file.pipe(stream as ReturnType<typeof createGunzip>);
  }
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const { done, value } = await onDisk("reading", path, () => chunks.next()).catch((error: unknown) => {
        if (!isGzip || !systemCode(error).startsWith("Z_")) throw error;
        throw damagedArchive(path, `damaged gzip data (${(error as Error).message})`, error);
      });
      if (done === true) return;
      yield { bytes: value, read: file.bytesRead };
    }
  } finally {
    file.destroy();
    stream.destroy();
  }
}
