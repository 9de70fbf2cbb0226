import { describeValue } from "../_describe.ts";
import { quote } from "../_quote.ts";
import { GranuleNameError } from "../errors.ts";
import type { GranuleName } from "../granule-names/types.ts";
import type { GranuleFile } from "./granule-file.ts";

/** What a granule is for matching. */
export type Role = "sync" | "cldclass" | "parasol";

/** The product of each role, as file names have it. */
const roleProducts: Readonly<Record<Role, string>> = {
  sync: "CALTRACK PAR-RB2",
  cldclass: "CALTRACK CS-2B-CLDCLASS",
  parasol: "PARASOL_L1B",
};

/** The role of a granule; undefined for other products, which take no part. */
export function roleOf(nameParts: GranuleName): Role | undefined {
  const product = productOf(nameParts);
  return (Object.keys(roleProducts) as Role[]).find((role) => roleProducts[role] === product);
}

/**
 * @throws TypeError unless it is a list of granule files; GranuleNameError for a granule of another role, for a list in
 * another's place would give wrong pairs, or none
 */
export function checkRole(caller: string, role: Role, files: readonly GranuleFile[]): void {
  checkFiles(caller, role, files);
  for (const { path, nameParts } of files) {
    if (roleOf(nameParts) === role) continue;
    throw new GranuleNameError(
      `${caller}: ${quote(path)} among the ${role} granules is a granule of ${productOf(nameParts)}: expected ${roleProducts[role]}`,
    );
  }
}

/** @throws TypeError unless it is a list of granule files */
export function checkFiles(caller: string, list: string, files: readonly GranuleFile[]): void {
  if (!Array.isArray(files)) {
    throw new TypeError(`${caller}: ${list} must be an array of granule files, got ${describeValue(files)}`);
  }
  // Not `some`, which passes over the holes of an array.
  for (let i = 0; i < files.length; i++) {
    if (isGranuleFile(files[i])) continue;
    throw new TypeError(
      `${caller}: ${list}[${i}] is ${describeValue(files[i])}: expected a granule file, as granuleFile makes of a path`,
    );
  }
}

function isGranuleFile(file: Partial<GranuleFile> | null | undefined): boolean {
  return typeof file?.path === "string" && typeof file.nameParts === "object" && file.nameParts !== null;
}

function productOf(nameParts: GranuleName): string {
  return nameParts.product === "CALTRACK" ? `CALTRACK ${nameParts.subProduct}` : nameParts.product;
}
