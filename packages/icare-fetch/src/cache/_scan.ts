import { type Dirent, readdirSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { partSuffix } from "../_paths.ts";
import { ifThere, namesIn, removeLeftover, statOf, sweepTemporary } from "./_disk.ts";
import { keyOf, partRecordSuffix, recordFolder, recordSuffix, sharedFolder } from "./_place.ts";
import { readRecord } from "./_record.ts";

/** A file that the cache knows of, complete or not. */
export interface Entry {
  readonly key: string;
  readonly kind: "file" | "part";
  /** The file itself, and what is known of it. */
  readonly data: string;
  readonly record: string;
  /** Of the disk that it takes; of one that is coming, that it will take. */
  readonly bytes: number;
  /** Is somebody downloading it? */
  readonly isComing: boolean;
  /** When it was last used, or written. */
  readonly usedMs: number;
}

/** What is looked at. */
interface Books {
  readonly directory: string;
  /** Does somebody download the file with this key? */
  readonly isTaken: (key: string) => boolean;
}

/** All files that are in the books of a cache; what else lies in its directory is none of its business. */
export async function scan(books: Books): Promise<Entry[]> {
  const entries: Entry[] = [];
  const open = [books.directory];
  for (;;) {
    const current = open.pop();
    if (current === undefined) return entries;
    // Transfers go on in between.
    await turn();
    const children = ifThere(() => readdirSync(current, { withFileTypes: true })) ?? [];
    for (const child of children) {
      if (!child.isDirectory() || child.name === sharedFolder) continue;
      if (child.name !== recordFolder) open.push(join(current, child.name));
      else entries.push(...entriesOf(books, current, children));
    }
  }
}

function entriesOf(books: Books, directory: string, children: readonly Dirent[]): Entry[] {
  const records = join(directory, recordFolder);
  sweepTemporary(records);
  sweepParts(directory, children);
  const found = namesIn(records).map((name) => entryOf(books, directory, name));
  return found.filter((entry) => entry !== undefined);
}

/**
 * Remove parts without a record: what a process left behind that was killed while it wrote a file that had come in one
 * piece. Where nothing is counted they stay until the file is asked for again.
 */
function sweepParts(directory: string, children: readonly Dirent[]): void {
  for (const child of children) {
    if (!child.isFile() || !child.name.endsWith(partSuffix)) continue;
    const record = join(directory, recordFolder, child.name + recordSuffix);
    if (statOf(record) === undefined) removeLeftover(join(directory, child.name));
  }
}

function entryOf(books: Books, directory: string, recordName: string): Entry | undefined {
  const record = join(directory, recordFolder, recordName);
  if (!recordName.endsWith(recordSuffix)) return undefined;
  if (recordName.endsWith(partRecordSuffix)) return partOf(books, directory, record);
  const data = join(directory, basename(recordName, recordSuffix));
  const [file, note] = [statOf(data), statOf(record)];
  if (file === undefined || note === undefined || !file.isFile()) return undefined;
  const key = keyIn(books.directory, data);
  return { key, kind: "file", data, record, bytes: file.size, isComing: false, usedMs: note.mtimeMs };
}

function partOf(books: Books, directory: string, record: string): Entry | undefined {
  const name = basename(record, partRecordSuffix);
  const whole = join(directory, name);
  const key = keyIn(books.directory, whole);
  // First who downloads it: nobody begins while it is counted, so what nobody has now does not grow.
  const isComing = books.isTaken(key);
  const known = readRecord(record);
  const part = statOf(whole + partSuffix);
  if (part !== undefined || known?.isComplete !== true) {
    const bytes = Math.max(part?.size ?? 0, isComing ? (known?.size ?? 0) : 0);
    const usedMs = part?.mtimeMs ?? known?.fetchedAtMs ?? 0;
    return { key, kind: "part", data: whole + partSuffix, record, bytes, isComing, usedMs };
  }
  // It was complete and renamed when its process was killed; see Part.finish.
  const file = statOf(whole);
  if (file === undefined || file.size !== known.size) return undefined;
  return { key, kind: "file", data: whole, record, bytes: file.size, isComing: false, usedMs: known.fetchedAtMs };
}

function keyIn(root: string, file: string): string {
  return keyOf(relative(root, file).split(sep));
}
