import { posix } from "node:path";
import {
  type CaltrackName,
  dateTimeToken,
  formatGranuleName,
  granuleDirectory,
  type ParasolName,
  productDirectory,
  tai93ToUtc,
} from "@atcs/colocate";
import type { DayNight } from "../granules/caltrack.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import { parasolLagSec, periodSec } from "../orbit/reference-orbit.ts";

/** What the names of directories begin with; the archive's `out` stands for it. */
const archiveRoot = "SPACEBORNE/";

/** When CALIPSO and CloudSat begin and end one half of an orbit: TAI93. */
export interface Acquisition {
  readonly beginTai93: number;
  readonly endTai93: number;
}

/** The night half follows the day half of the same orbit. */
export function acquisitionOf({ nodeTai93 }: HalfOrbit, dayNight: DayNight): Acquisition {
  const middle = dayNight === "day" ? nodeTai93 : nodeTai93 + periodSec / 2;
  return { beginTai93: middle - periodSec / 4, endTai93: middle + periodSec / 4 };
}

/** The date-time token of a half orbit. */
export function tokenOf(orbit: HalfOrbit, dayNight: DayNight): string {
  return dateTimeToken({ start: tai93ToUtc(acquisitionOf(orbit, dayNight).beginTai93), dayNight });
}

/** Below `out`, with slashes: `CALIOP/CALTRACK-5km_PAR-RB2/2008/2008_06_03/CALTRACK-5km_PAR-RB2_V1-00_….hdf`. */
export function caltrackPath(orbit: HalfOrbit, dayNight: DayNight, subProduct: "CS-2B-CLDCLASS" | "PAR-RB2"): string {
  const name: Omit<CaltrackName, "token"> = {
    product: "CALTRACK",
    subProduct,
    resolution: "5km",
    version: { major: 1, minor: 0 },
    start: tai93ToUtc(acquisitionOf(orbit, dayNight).beginTai93),
    dayNight,
  };
  const directory = productDirectory(name).slice(archiveRoot.length);
  return posix.join(directory, granuleDirectory(name), formatGranuleName(name));
}

/** Below `out`: `PARASOL/L1_B-HDF/2008/2008_06_03/POLDER3_L1B-BG1-….h5`. PARASOL's day may be the next one. */
export function parasolPath(orbit: HalfOrbit): string {
  const name = parasolName(orbit);
  const directory = productDirectory(name).slice(archiveRoot.length);
  return posix.join(directory, granuleDirectory(name), formatGranuleName(name));
}

/** Below `out`: `TRUTH/2008/2008_06_03/POLDER3_L1B-BG1-…_truth.h5`. The real archive has no such files. */
export function truthPath(orbit: HalfOrbit): string {
  const name = parasolName(orbit);
  return posix.join("TRUTH", granuleDirectory(name), formatGranuleName(name).replace(/\.h5$/, "_truth.h5"));
}

function parasolName(orbit: HalfOrbit): ParasolName {
  return {
    product: "PARASOL_L1B",
    cycle: orbit.cycle,
    orbit: orbit.orbit,
    version: { major: 1, minor: 1 },
    start: tai93ToUtc(acquisitionOf(orbit, "day").beginTai93 + parasolLagSec),
  };
}
