import type { Dirent } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { systemReason } from "../_system-error.ts";
import { ArchiveDirectoryError } from "../errors.ts";
import { lockDirectory } from "./_directory-lock.ts";
import { exists } from "./_exists.ts";
import { makeDirectory } from "./_make-directory.ts";
import { createPartFile, isPartName } from "./_part-file.ts";
import type { ArchiveImperfections } from "./imperfections.ts";

/** What the files of an archive depend on, beside the days, the number of granules and whether the truth is there: these may grow. */
export interface ArchiveContent {
  readonly seed: number;
  readonly latRange: readonly [number, number];
  readonly withDefects: boolean;
  readonly imperfections: ArchiveImperfections;
}

/** The file that says how an archive was made. */
const recordName = "simulation.json";

interface ArchiveRecord {
  readonly software: string;
  readonly content: ArchiveContent;
}

/** The directories that granules are in. */
const granuleDirectories = ["CALIOP", "PARASOL", "TRUTH"];

/** What a run asks of a directory. */
export interface DirectoryClaim {
  readonly out: string;
  readonly content: ArchiveContent;
  /** Version of this package. */
  readonly software: string;
  /** Paths of the files of this run, with slashes. */
  readonly planned: ReadonlySet<string>;
  /** Other content may take the place of what is there, if that leaves no file behind. */
  readonly overwrite: boolean;
  /** What tells the files of this run from those of another. */
  readonly mark: string;
}

/**
 * Take a directory for an archive: make it, keep other runs out, and write down what the files in it depend on. A file
 * gets its name when it is complete, so where the record is the same, what is there is what would be written. What a run
 * that was killed had begun is removed.
 *
 * @returns what lets other runs in again
 * @throws ArchiveDirectoryError when the directory cannot be written, is in use, or holds files of other content
 */
export async function claimDirectory(claim: DirectoryClaim): Promise<() => Promise<void>> {
  const { out } = claim;
  try {
    await makeDirectory(out);
    const release = await lockUnlessComplete(claim);
    try {
      await takeOver(claim);
      return release;
    } catch (error) {
      await release();
      throw error;
    }
  } catch (cause) {
    if (cause instanceof ArchiveDirectoryError) throw cause;
    throw new ArchiveDirectoryError(`${out}: cannot be written (${systemReason(cause)})`, { file: out, cause });
  }
}

/** Where there is nothing to write, a directory that cannot be written will do: on a read-only disk. */
async function lockUnlessComplete(claim: DirectoryClaim): Promise<() => Promise<void>> {
  try {
    return await lockDirectory(claim.out, claim.mark);
  } catch (error) {
    if (!["EROFS", "EACCES", "EPERM"].includes(codeOf(error)) || !(await isComplete(claim))) throw error;
    return async () => {};
  }
}

async function isComplete({ out, content, software, planned, overwrite }: DirectoryClaim): Promise<boolean> {
  if (overwrite || !isSameRecord(await readRecord(out), { software, content })) return false;
  for (const path of planned) if (!(await exists(join(out, path)))) return false;
  return true;
}

async function takeOver({ out, content, software, planned, overwrite, mark }: DirectoryClaim): Promise<void> {
  const record: ArchiveRecord = { software, content };
  const found = await readRecord(out);
  const { granules, parts } = await filesOf(out);
  const isSame = isSameRecord(found, record);
  if (!isSame) checkGranules(out, granules, overwrite ? planned : undefined, found, record);
  // Without a record they are none of ours.
  if (found !== undefined) await removeAll(out, parts);
  if (isSame) return;
  // Before the record is of the new content, or a run that is stopped would take them for what it had written.
  await removeAll(out, granules);
  await writeRecord(out, record, mark);
}

function isSameRecord(found: ArchiveRecord | undefined, record: ArchiveRecord): boolean {
  return found !== undefined && JSON.stringify(found) === JSON.stringify(record);
}

/** @throws ArchiveDirectoryError with the record as its file, when that is none */
async function readRecord(out: string): Promise<ArchiveRecord | undefined> {
  const file = join(out, recordName);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const record = JSON.parse(text) as Partial<ArchiveRecord> | null;
    const { content, software } = record ?? {};
    if (typeof content === "object" && content !== null && typeof software === "string") return record as ArchiveRecord;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw contentError(`${file}: not the record of a simulated archive`, file);
}

async function writeRecord(out: string, record: ArchiveRecord, mark: string): Promise<void> {
  const file = await createPartFile(join(out, recordName), mark, 1);
  try {
    await file.write(0, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`));
    await file.finish();
  } finally {
    // Does nothing when it is complete.
    await file.abort();
  }
}

/**
 * Granules of another content, or nobody knows which, are not to be mixed with new ones.
 * @param replaced those that may be there, because this run makes them again; undefined for none
 */
function checkGranules(
  out: string,
  granules: readonly string[],
  replaced: ReadonlySet<string> | undefined,
  found: ArchiveRecord | undefined,
  record: ArchiveRecord,
): void {
  const staying = granules.filter((path) => !replaced?.has(path));
  if (staying.length === 0) return;
  const many = staying.length === 1 ? `a file, ${staying[0]},` : `${staying.length} files, such as ${staying[0]},`;
  const kept = replaced === undefined ? "" : " that this run would not replace,";
  const origin =
    found === undefined
      ? "that this package has not simulated"
      : `of another simulation: ${differences(found, record).join(", ")}`;
  const remedy = replaced === undefined || found === undefined ? "" : "; to begin anew, delete the directory";
  throw contentError(`${out}: holds ${many}${kept} ${origin}${remedy}`, out);
}

function contentError(message: string, file: string): ArchiveDirectoryError {
  return new ArchiveDirectoryError(message, { file }, "SIMULATOR_CONTENT");
}

async function removeAll(out: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(join(out, path), { force: true });
}

/** Paths with slashes, sorted. */
interface ArchiveFiles {
  /** In the directories that granules are in, whoever has put them there. */
  readonly granules: readonly string[];
  /** Files that a run had begun. */
  readonly parts: readonly string[];
}

async function filesOf(out: string): Promise<ArchiveFiles> {
  const files: string[] = [];
  for (const directory of granuleDirectories) {
    for (const entry of await entriesBelow(join(out, directory))) {
      if (entry.isDirectory()) continue;
      files.push(relative(out, join(entry.parentPath, entry.name)).split(sep).join("/"));
    }
  }
  files.sort();
  const records = (await readdir(out)).filter((name) => name.startsWith(`${recordName}.`));
  return {
    granules: files.filter((path) => !isPartName(path)),
    parts: [...files, ...records].filter(isPartName),
  };
}

async function entriesBelow(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return [];
    throw error;
  }
}

function codeOf(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? "";
}

/** Such as `seed is 1 there and 2 here`. */
function differences(found: ArchiveRecord, record: ArchiveRecord): string[] {
  const there = flatten(found);
  const here = flatten(record);
  const names = [...new Set([...Object.keys(there), ...Object.keys(here)])];
  return names
    .filter((name) => there[name] !== here[name])
    .map((name) => `${name} is ${there[name] ?? "not set"} there and ${here[name] ?? "not set"} here`);
}

function flatten({ software, content }: ArchiveRecord): Record<string, string | undefined> {
  const { imperfections, ...rest } = content;
  const texts = (values: object): [string, string][] =>
    Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]);
  return Object.fromEntries([
    ["the version of @atcs/simulator", software],
    ...texts(rest),
    ...texts(imperfections ?? {}).map(([name, value]) => [`imperfections.${name}`, value]),
  ]);
}
