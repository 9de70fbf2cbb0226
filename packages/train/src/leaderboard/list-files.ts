import type { Dirent } from "node:fs";
import { opendir } from "node:fs/promises";
import { mostProblems, type Problems } from "../evaluate/problems.ts";
import { ioError } from "../run/write-file.ts";

/** What may be in a directory. */
export interface ExpectedFiles {
  /** Name of the directory within the submission, with a slash at its end; empty of the submission itself. */
  readonly prefix: string;
  /** Is there a file of that name? */
  readonly hasFile: (name: string) => boolean;
  readonly folders: readonly string[];
}

/**
 * Look at what is in a directory of a submission: what is surplus, a link, or of another kind becomes a problem. What is missing
 * is found where it is read.
 * @throws (rejects with) TrainError TRAIN_IO
 */
export async function checkListing(directory: string, expected: ExpectedFiles, problems: Problems): Promise<void> {
  const found: [file: string, problem: string][] = [];
  try {
    for await (const entry of await opendir(directory)) {
      const problem = problemOf(entry, expected);
      if (problem !== undefined) found.push([`${expected.prefix}${shownName(entry.name)}`, problem]);
      // There may be millions of them.
      if (found.length > mostProblems) break;
    }
  } catch (error) {
    throw ioError(error, directory, "read");
  }
  // Systems have orders of their own.
  for (const [file, problem] of found.sort(([a], [b]) => (a < b ? -1 : 1))) problems.add(file, problem);
}

function problemOf(entry: Dirent, { hasFile, folders }: ExpectedFiles): string | undefined {
  const { name } = entry;
  const isFolder = folders.includes(name);
  if (!isFolder && !hasFile(name)) return "it does not belong to a submission: remove it";
  if (entry.isSymbolicLink()) return "it is a symbolic link: expected a file of its own";
  if (isFolder) return entry.isDirectory() ? undefined : "it is no directory";
  return entry.isFile() ? undefined : "it is no plain file";
}

/** A name of a stranger in a line of text. */
function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd");
  return plain.length > 80 ? `${plain.slice(0, 77)}...` : plain;
}
