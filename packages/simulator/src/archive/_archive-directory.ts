import type { Dirent } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { ArchiveDirectoryError } from "../errors.ts";
import { systemReason } from "./_system-error.ts";
import type { ArchiveImperfections } from "./imperfections.ts";

/** What the files of an archive depend on, beside the days and the number of granules: these may grow. */
export interface ArchiveContent {
  readonly seed: number;
  readonly latRange: readonly [number, number];
  readonly withDefects: boolean;
  readonly truth: boolean;
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

/**
 * Take a directory for an archive: make it, and write down what the files in it depend on. A file gets its name when it
 * is complete, so where the record is the same, what is there is what would be written.
 *
 * @param planned paths of the files of this run, with slashes
 * @param overwrite other content may take the place of what is there, if that would leave no file behind
 * @throws ArchiveDirectoryError when the directory cannot be written, or holds files of other content
 */
export async function claimDirectory(
  out: string,
  content: ArchiveContent,
  software: string,
  planned: ReadonlySet<string>,
  overwrite: boolean,
  mark: string,
): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    const record: ArchiveRecord = { software, content };
    const found = await readRecord(out);
    if (found !== undefined && JSON.stringify(found) === JSON.stringify(record)) return;
    const former = await granuleFiles(out);
    checkFormerFiles(out, former, overwrite ? planned : new Set(), () => describeOrigin(found, record));
    // Before the record is of the new content, or a run that is stopped would take them for what it had written.
    for (const path of former) await rm(join(out, path));
    await writeRecord(out, record, mark);
  } catch (cause) {
    if (cause instanceof ArchiveDirectoryError) throw cause;
    throw new ArchiveDirectoryError(`${out}: cannot be written (${systemReason(cause)})`, { file: out, cause });
  }
}

async function readRecord(out: string): Promise<ArchiveRecord | undefined> {
  const file = join(out, recordName);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const record = JSON.parse(text) as Partial<ArchiveRecord> | null;
    if (typeof record?.content === "object" && typeof record.software === "string") return record as ArchiveRecord;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new ArchiveDirectoryError(`${file}: not the record of a simulated archive`, { file });
}

async function writeRecord(out: string, record: ArchiveRecord, mark: string): Promise<void> {
  const temporary = join(out, `${recordName}.${mark}.part`);
  const handle = await open(temporary, "wx");
  try {
    await handle.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, join(out, recordName)).catch(async (error: unknown) => {
    await rm(temporary, { force: true });
    throw error;
  });
}

/** Granules of another content, or nobody knows which, are not to be mixed with new ones. */
function checkFormerFiles(
  out: string,
  former: readonly string[],
  replaced: ReadonlySet<string>,
  describeOrigin: () => string,
): void {
  const staying = former.filter((path) => !replaced.has(path));
  if (staying.length === 0) return;
  const many = staying.length === 1 ? `a file, ${staying[0]}` : `${staying.length} files, such as ${staying[0]}`;
  throw new ArchiveDirectoryError(`${out}: holds ${many}, ${describeOrigin()}`, { file: out });
}

function describeOrigin(found: ArchiveRecord | undefined, record: ArchiveRecord): string {
  if (found === undefined) return "that this package has not simulated";
  return `of another simulation: ${differences(found, record).join(", ")}`;
}

/** Of all granules, complete or not: paths with slashes, sorted. */
async function granuleFiles(out: string): Promise<string[]> {
  const files: string[] = [];
  for (const directory of granuleDirectories) {
    for (const entry of await entriesBelow(join(out, directory))) {
      if (entry.isDirectory()) continue;
      files.push(join(entry.parentPath, entry.name).slice(join(out, sep).length).split(sep).join("/"));
    }
  }
  return files.sort();
}

async function entriesBelow(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as { code?: string }).code ?? "")) return [];
    throw error;
  }
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
