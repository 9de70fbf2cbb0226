import type { CaltrackName, ParasolName } from "../../src/granule-names/types.ts";
import { type GranuleFile, granuleFile } from "../../src/matching/granule-file.ts";

/** A CALTRACK granule; `token` as `2008-06-03T01-28-10ZD`. */
export function caltrack(subProduct: string, token: string, version = "1-00", folder = ""): GranuleFile<CaltrackName> {
  return granuleFile(`${folder}CALTRACK-5km_${subProduct}_V${version}_${token}.hdf`, "CALTRACK");
}

/** A PARASOL granule; `start` as `2008-06-03T01-27-40`. */
export function parasol(start: string, version = "1-01", orbit = "080176M"): GranuleFile<ParasolName> {
  return granuleFile(`POLDER3_L1B-BG1-${orbit}_${start}_V${version}.h5`, "PARASOL_L1B");
}
