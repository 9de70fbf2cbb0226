import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { partSuffix } from "../_paths.ts";
import { ifThere, temporaryPrefix } from "./_disk.ts";
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

/** Most calls of the system at the same time. */
const batch = 32;

/** A file that is being written is renamed at once; older ones were left behind. */
const leftoverMs = 24 * 3600 * 1000;

/** What is looked at. */
interface Books {
  readonly directory: string;
  /** Does somebody download the file with this key? */
  readonly isTaken: (key: string) => Promise<boolean>;
}

/** All files that are in the books of a cache; what else lies in its directory is none of its business. */
export async function scan(books: Books): Promise<Entry[]> {
  const entries: Entry[] = [];
  const open = [books.directory];
  for (;;) {
    const current = open.pop();
    if (current === undefined) return entries;
    for (const child of await directoriesIn(current)) {
      if (child.name === recordFolder) entries.push(...(await entriesOf(books, current)));
      else if (child.name !== sharedFolder) open.push(join(current, child.name));
    }
  }
}

async function directoriesIn(directory: string): Promise<Dirent[]> {
  const children = (await ifThere(readdir(directory, { withFileTypes: true }))) ?? [];
  return children.filter((child) => child.isDirectory());
}

async function entriesOf(books: Books, directory: string): Promise<Entry[]> {
  const names = (await ifThere(readdir(join(directory, recordFolder)))) ?? [];
  const entries: Entry[] = [];
  for (let at = 0; at < names.length; at += batch) {
    const found = await Promise.all(names.slice(at, at + batch).map((name) => entryOf(books, directory, name)));
    for (const entry of found) if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

async function entryOf(books: Books, directory: string, recordName: string): Promise<Entry | undefined> {
  const record = join(directory, recordFolder, recordName);
  if (recordName.startsWith(temporaryPrefix)) await removeLeftover(record);
  if (!recordName.endsWith(recordSuffix)) return undefined;
  if (recordName.endsWith(partRecordSuffix)) return partOf(books, directory, record);
  const data = join(directory, basename(recordName, recordSuffix));
  const [file, note] = await Promise.all([ifThere(stat(data)), ifThere(stat(record))]);
  if (file === undefined || note === undefined || !file.isFile()) return undefined;
  const key = keyIn(books.directory, data);
  return { key, kind: "file", data, record, bytes: file.size, isComing: false, usedMs: note.mtimeMs };
}

async function partOf(books: Books, directory: string, record: string): Promise<Entry | undefined> {
  const name = basename(record, partRecordSuffix);
  const whole = join(directory, name);
  const key = keyIn(books.directory, whole);
  // First who downloads it: nobody begins while it is counted, so what nobody has now does not grow.
  const isComing = await books.isTaken(key);
  const known = await readRecord(record);
  const part = await ifThere(stat(whole + partSuffix));
  if (part !== undefined || known?.isComplete !== true) {
    const bytes = Math.max(part?.size ?? 0, isComing ? (known?.size ?? 0) : 0);
    const usedMs = part?.mtimeMs ?? known?.fetchedAtMs ?? 0;
    return { key, kind: "part", data: whole + partSuffix, record, bytes, isComing, usedMs };
  }
  // It was complete and renamed when its process was killed; see Part.finish.
  const file = await ifThere(stat(whole));
  if (file === undefined || file.size !== known.size) return undefined;
  return { key, kind: "file", data: whole, record, bytes: file.size, isComing: false, usedMs: known.fetchedAtMs };
}

function keyIn(root: string, file: string): string {
  return keyOf(relative(root, file).split(sep));
}

async function removeLeftover(file: string): Promise<void> {
  const found = await ifThere(stat(file));
  if (found !== undefined && Date.now() - found.mtimeMs > leftoverMs) await rm(file, { force: true });
}
