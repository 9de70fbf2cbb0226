import type { GranuleName } from "@atcs/colocate";
import { type HdfFile, isHdfError } from "@atcs/hdf";
import { findFields } from "../_find-fields.ts";
import { DeviationLog } from "../deviations.ts";
import { isGranuleError } from "../errors.ts";
import type { GranuleProduct } from "./types.ts";

/** The product by the name of the file: "other" for another one of CALTRACK, undefined for no name of a granule. */
export function productByName(nameParts: GranuleName | undefined): GranuleProduct | "other" | undefined {
  if (nameParts === undefined) return undefined;
  if (nameParts.product === "PARASOL_L1B") return "parasol";
  if (nameParts.product === "CLOUDSAT_CLDCLASS") return "cloudsat";
  if (nameParts.subProduct === "CS-2B-CLDCLASS") return "cldclass";
  return nameParts.subProduct === "PAR-RB2" ? "sync" : "other";
}

/** The product by what is in the file. */
export function productByContent(file: HdfFile): GranuleProduct | undefined {
  if (file.format === "hdf5") return isParasol(file) ? "parasol" : undefined;
  const hasCoordinates = has(file, "Latitude") && has(file, "Longitude");
  if (!hasCoordinates) return undefined;
  if (isTable(file, "Latitude") && (has(file, "Profile_time") || has(file, "cloud_scenario"))) return "cloudsat";
  if (has(file, "cloud_scenario")) return "cldclass";
  return has(file, "Acquisition_Time_Difference") ? "sync" : undefined;
}

function isParasol(file: HdfFile): boolean {
  try {
    findFields(file, new DeviationLog());
    return true;
  } catch (error) {
    if (isGranuleError(error) || isHdfError(error)) return false;
    throw error;
  }
}

/** Is there such an object? A damaged one is there. */
function has(file: HdfFile, name: string): boolean {
  try {
    return file.get(name) !== undefined;
  } catch (error) {
    if (isHdfError(error)) return true;
    throw error;
  }
}

function isTable(file: HdfFile, name: string): boolean {
  try {
    return file.get(name)?.kind === "table";
  } catch (error) {
    if (isHdfError(error)) return false;
    throw error;
  }
}
