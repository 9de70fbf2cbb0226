import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The file of a directory that has one. */
export function onlyFile(directory: string): string {
  const names = readdirSync(directory);
  if (names.length !== 1) throw new Error(`${directory}: ${names.length} files, expected 1`);
  return join(directory, names[0]!);
}
