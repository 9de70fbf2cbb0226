import { checkObject } from "../_check-options.ts";
import { describeValue } from "../_describe.ts";
import { quote } from "../_quote.ts";
import { formatTime } from "../time/format-time.ts";
import { checkProduct } from "./_products.ts";
import { tryParseGranuleName } from "./parse-granule-name.ts";
import type { CaltrackName, CloudSatName, GranuleNameParts, GranuleVersion, ParasolName } from "./types.ts";

/**
 * The file name of a granule, without directories; `parseGranuleName` reads the same parts from it. Names have whole
 * seconds: a fraction of the start is dropped.
 * @throws RangeError when the parts make no name; TimeError when the start does not exist; TypeError for another product
 */
export function formatGranuleName(parts: GranuleNameParts): string {
  checkProduct("formatGranuleName", (parts as GranuleNameParts | null | undefined)?.product);
  const name = write(parts);
  // The grammar is in one place, the parser: parts that it does not read back do not fit their places.
  const parsed = tryParseGranuleName(name);
  if (parsed === undefined || identity(parsed) !== identity(parts)) {
    throw new RangeError(`formatGranuleName: ${identity(parts)} make ${quote(name)}, which does not read as them`);
  }
  return name;
}

/**
 * The token that files of one half orbit share: `2008-06-03T01-28-10ZD`.
 * @throws TimeError when the start does not exist; TypeError for what is neither day nor night
 */
export function dateTimeToken(name: Pick<CaltrackName, "start" | "dayNight">): string {
  checkObject("dateTimeToken: the parts of the name", name);
  const { start, dayNight } = name;
  if (dayNight !== "day" && dayNight !== "night") {
    throw new TypeError(`dateTimeToken: dayNight must be day or night, got ${describeValue(dayNight)}`);
  }
  return `${formatTime(start, { style: "archive" })}Z${dayNight === "day" ? "D" : "N"}`;
}

function write(parts: GranuleNameParts): string {
  switch (parts.product) {
    case "PARASOL_L1B":
      return writeParasol(parts);
    case "CALTRACK":
      return `CALTRACK-${parts.resolution}_${parts.subProduct}_${versionText(parts.version)}_${dateTimeToken(parts)}.hdf`;
    case "CLOUDSAT_CLDCLASS":
      return writeCloudSat(parts);
  }
}

function writeParasol({ cycle, orbit, orbitLabel, version, start }: ParasolName): string {
  const known = cycle !== undefined && orbit !== undefined;
  const label = known ? `${pad(cycle, 3)}${pad(orbit, 3)}M` : orbitLabel;
  const time = formatTime(start, { style: "archive" });
  return `POLDER3_L1B-BG1${label === undefined ? "" : `-${label}`}_${time}_${versionText(version)}.h5`;
}

function writeCloudSat({ granuleNumber, release, epoch, start }: CloudSatName): string {
  const time = formatTime(start, { style: "cloudsat" });
  return `${time}_${pad(granuleNumber, 5)}_CS_2B-CLDCLASS_GRANULE_${release}${epoch && `_${epoch}`}.hdf`;
}

/** The parts that the name must give back, all but the time. */
function identity(parts: GranuleNameParts): string {
  switch (parts.product) {
    case "PARASOL_L1B":
      return JSON.stringify([parts.product, parts.cycle, parts.orbit, parts.orbitLabel, versionText(parts.version)]);
    case "CALTRACK":
      return JSON.stringify([parts.product, parts.resolution, parts.subProduct, versionText(parts.version)]);
    case "CLOUDSAT_CLDCLASS":
      return JSON.stringify([parts.product, parts.granuleNumber, parts.release, parts.epoch]);
  }
}

function versionText({ major, minor }: GranuleVersion): string {
  return `V${major}-${pad(minor, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
