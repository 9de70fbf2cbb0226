import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll } from "vitest";
import { resolveFields } from "../../src/fields/resolve-fields.ts";
import type { GranuleRules, LocalGranule } from "../../src/generate/granule/types.ts";
import { granulePaths } from "../support/granules.ts";

/** A directory that is removed after the tests of a file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "atcs-generate-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function localFile(file: string): { name: string; file: string } {
  return { name: basename(file), file };
}

/** The miniature scene. */
export const fixtureGranule: LocalGranule = {
  ordinal: 3,
  name: basename(granulePaths.sync),
  sync: localFile(granulePaths.sync),
  cldclass: localFile(granulePaths.cldclass),
  parasol: localFile(granulePaths.parasol),
};

/** Where the files of the miniature scene lie in an archive. */
export const fixtureArchivePaths: Readonly<Record<"sync" | "cldclass" | "parasol", string>> = {
  sync: `CALIOP/CALTRACK-5km_PAR-RB2/2008/2008_06_03/${basename(granulePaths.sync)}`,
  cldclass: `CALIOP/CALTRACK-5km_CS-2B-CLDCLASS/2008/2008_06_03/${basename(granulePaths.cldclass)}`,
  parasol: `PARASOL/L1_B-HDF/2008/2008_06_03/${basename(granulePaths.parasol)}`,
};

/**
 * An archive of the miniature scene, once for each hour in whose name it is: the draws of each are its own.
 * @param hours two digits each
 */
export function makeFixtureArchive(root: string, hours: readonly string[] = ["01"]): string {
  for (const kind of ["sync", "cldclass", "parasol"] as const) {
    for (const hour of hours) {
      const path = join(root, fixtureArchivePaths[kind].replace("T01-", `T${hour}-`));
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(granulePaths[kind], path);
    }
  }
  return root;
}

/** Options under which the miniature scene, with its isolated dead pixels, has patches. */
export const smallOptions = {
  fields: ["I670P", "U670P", "thetav", "phi", "Nviews", "cloud_indicator", "Latitude", "Longitude"],
  patchSize: 24,
  samplesPerGranule: 3,
  minValidFraction: 0.99,
  minLabels: 10,
  nadirPadding: 3,
} as const;

export function rulesWith(changes: Partial<GranuleRules> = {}): GranuleRules {
  return {
    ...smallOptions,
    fields: resolveFields(smallOptions.fields),
    projection: "equirectangular",
    sampling: "area",
    latRange: [-60, 60],
    minViews: 13,
    maxTimeOffsetSec: 600,
    seed: 0,
    ...changes,
  };
}

/** Digests of all files below a directory by their paths, but for the log of runs. */
export function digests(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const pairs = files.map(({ parentPath, name }): [string, string] => {
    const path = join(parentPath, name);
    return [path.slice(directory.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")];
  });
  return Object.fromEntries(pairs.filter(([path]) => path !== "run-log.jsonl").sort());
}

/** Lines of a file as JSON. */
export function jsonLines<T>(file: string): T[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
