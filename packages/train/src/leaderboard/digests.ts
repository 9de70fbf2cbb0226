import type { Problems } from "../evaluate/problems.ts";
import { submissionFiles } from "./submission-file.ts";

/**
 * Compare the digests of the files with those that are stated. A file that is missing was told where it was to be read.
 * @param names of the files that there must be
 */
export function checkDigests(
  stated: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
  names: ReadonlySet<string>,
  problems: Problems,
): void {
  for (const [name, digest] of found) {
    const said = stated.get(name);
    const file = `${submissionFiles.predictions}/${name}`;
    if (said === undefined) problems.add(submissionFiles.about, `files has no digest of ${name}`, idOf(name));
    else if (said !== digest) {
      problems.add(file, `its SHA-256 is ${digest}: expected ${said}, as ${submissionFiles.about} has it`, idOf(name));
    }
  }
  for (const name of stated.keys()) {
    if (names.has(name)) continue;
    problems.add(
      submissionFiles.about,
      `files has ${JSON.stringify(name.slice(0, 60))}, which does not belong to a submission`,
    );
  }
}

function idOf(name: string): number | null {
  const id = Number.parseInt(name, 10);
  return Number.isNaN(id) ? null : id;
}
