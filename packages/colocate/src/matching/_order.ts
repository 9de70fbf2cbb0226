import type { CaltrackName, GranuleName, GranuleVersion } from "../granule-names/types.ts";
import type { GranuleFile } from "./granule-file.ts";

/** What the files of one half orbit share, first of all the time. Profiles of another spacing do not fit together. */
export function halfOrbitKey({ token, resolution }: CaltrackName): string {
  return `${token} ${resolution}`;
}

/** The newest version first, then by path. CloudSat's names have no version of this kind. */
export function newestFirst(a: GranuleFile, b: GranuleFile): number {
  const left = versionOf(a.nameParts);
  const right = versionOf(b.nameParts);
  return right.major - left.major || right.minor - left.minor || compareText(a.path, b.path);
}

/** By code units, so that the order is the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function versionOf(nameParts: GranuleName): GranuleVersion {
  return nameParts.product === "CLOUDSAT_CLDCLASS" ? { major: 0, minor: 0 } : nameParts.version;
}
