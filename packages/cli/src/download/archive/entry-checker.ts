import { quoteText } from "../../format/escape.ts";
import { byteSizeText } from "../../format/value.ts";
import { downloadError } from "../errors.ts";
import { foldName, splitEntryPath } from "./entry-path.ts";
import type { ArchiveEntry } from "./types.ts";

/** How much an archive may hold. */
export interface ContentLimits {
  /** Bytes on the disk, at most; undefined when the free space is not known. */
  readonly freeBytes: number | undefined;
  /** Unpacked bytes for each byte of the archive. */
  readonly maxRatio: number;
  /** So many bytes are never too much for an archive: small files of zeros are packed well. */
  readonly smallBytes: number;
  readonly archiveBytes: number;
}

/** An entry that may be written. */
export interface CheckedEntry {
  readonly kind: "file" | "directory";
  readonly names: readonly string[];
  readonly size: number;
}

/** A dataset of 100,000 instances has a fifth of it. */
const mostEntries = 1_000_000;

/** What a file takes at least, and in steps of which: blocks of the usual file systems. */
const diskBlock = 4096;

/** Left free for what else goes on. */
const spareBytes = 64e6;

/** Checks the entries of an archive one after the other, each by itself and against those before it. */
export class EntryChecker {
  readonly #limits: ContentLimits;
  /** By what a file system may take for its name: the path as it is written, and what it is. */
  readonly #seen = new Map<string, { readonly path: string; readonly kind: "file" | "directory" }>();
  #entries = 0;
  #diskBytes = 0;
  files = 0;
  /** Of the files. */
  bytes = 0;
  links = 0;
  firstLink: string | undefined;

  constructor(limits: ContentLimits) {
    this.#limits = limits;
  }

  /**
   * @returns undefined for what is left out: links, and the directory itself
   * @throws CommandError DOWNLOAD_UNSAFE, DOWNLOAD_TOO_LARGE
   */
  check(entry: ArchiveEntry): CheckedEntry | undefined {
    if (++this.#entries > mostEntries) throw this.#tooLarge(`more than ${mostEntries} files`);
    const names = splitEntryPath(entry.path);
    const { kind, size } = entry;
    if (kind === "other") throw refused(entry.path, `a ${entry.what}`);
    if (kind === "link") {
      this.links++;
      this.firstLink ??= names.join("/");
      return undefined;
    }
    if (names.length === 0) {
      if (kind === "directory") return undefined;
      throw refused(entry.path, "a file without a name");
    }
    this.#note(names, kind);
    if (kind === "file") this.#count(size);
    return { kind, names, size: kind === "file" ? size : 0 };
  }

  /** @param bytes that have come out of the archive, whatever they are */
  checkUnpacked(bytes: number): void {
    const { maxRatio, smallBytes, archiveBytes } = this.#limits;
    if (bytes <= smallBytes || bytes <= maxRatio * archiveBytes) return;
    throw this.#tooLarge(`more than ${maxRatio} times its ${byteSizeText(archiveBytes)}`, "--max-ratio allows more.");
  }

  /** The entry's directories, and then itself: none may be taken for another. */
  #note(names: readonly string[], kind: "file" | "directory"): void {
    let key = "";
    for (let depth = 1; depth <= names.length; depth++) {
      key += `/${foldName(names[depth - 1]!)}`;
      const isLast = depth === names.length;
      const wanted = isLast ? kind : "directory";
      const seen = this.#seen.get(key);
      if (seen === undefined) {
        this.#seen.set(key, { path: names.slice(0, depth).join("/"), kind: wanted });
        if (wanted === "directory") this.#diskBytes += diskBlock;
        continue;
      }
      const path = names.slice(0, depth).join("/");
      if (seen.path !== path) throw refused(path, `the same name on some systems as ${quoteText(seen.path)}`);
      if (seen.kind !== wanted || (kind === "file" && isLast)) throw refused(path, "twice");
    }
  }

  #count(size: number): void {
    this.files++;
    this.bytes += size;
    this.#diskBytes += Math.max(1, Math.ceil(size / diskBlock)) * diskBlock;
    this.checkUnpacked(this.bytes);
    const free = this.#limits.freeBytes;
    if (free === undefined || this.#diskBytes + spareBytes <= free) return;
    throw this.#tooLarge(
      `${byteSizeText(this.#diskBytes)} or more, and the disk has room for ${byteSizeText(free)}`,
      "Make room, and run the same command again.",
    );
  }

  #tooLarge(what: string, hint?: string): Error {
    return downloadError("DOWNLOAD_TOO_LARGE", `unpacked, the archive has ${what}`, { hint });
  }
}

function refused(path: string, what: string): Error {
  return downloadError("DOWNLOAD_UNSAFE", `the archive holds ${quoteText(path.slice(0, 200))}: ${what}`);
}
