import { describeValue } from "../_describe.ts";
import { quote } from "../_quote.ts";
import { GranuleNameError, isColocateError } from "../errors.ts";
import { parseTime } from "../time/parse-time.ts";
import { lastPart } from "./_path.ts";
import type { CaltrackName, CloudSatName, GranuleName, GranuleVersion, ParasolName } from "./types.ts";

const forms =
  "POLDER3_L1B-BG1-cccoooM_YYYY-MM-DDThh-mm-ss_Vx-yy.h5, CALTRACK-<resolution>_<product>_Vx-yy_YYYY-MM-DDThh-mm-ssZ{D|N}.hdf " +
  "or YYYYDDDhhmmss_NNNNN_CS_2B-CLDCLASS_GRANULE_P1_R05_E.._F...hdf";

const time = String.raw`\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d`;
const version = String.raw`V(\d{1,4})-(\d{1,4})`;
// Cycle and orbit are known from one unofficial source: anything, or nothing, may stand there.
const parasol = new RegExp(String.raw`^POLDER3_L1B-BG1(?:-([A-Za-z0-9-]*))?_(${time})_${version}\.h5$`);
const caltrack = new RegExp(
  String.raw`^CALTRACK-([A-Za-z0-9.]+)_([A-Za-z0-9][A-Za-z0-9._-]*)_${version}_(${time}Z[DN])\.hdf$`,
);
const cloudsat = /^(\d{13})_(\d{5,6})_CS_2B-CLDCLASS_GRANULE_([A-Z]\d*_R\d+)(?:_([A-Za-z0-9_]+))?\.hdf$/;

/**
 * The parts of a granule's file name.
 * @param nameOrPath a name, or a path of which the last part is taken; both slashes separate
 * @throws GranuleNameError when it is none of the products (see {@link GranuleName}), or its time does not exist (the
 * TimeError is its cause); TypeError for what is no text
 * @example
 * ```ts
 * import { parseGranuleName } from "@atcs/colocate";
 *
 * const granule = parseGranuleName("2008_06_03/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf");
 * if (granule.product === "CALTRACK") console.log(granule.subProduct, granule.dayNight, granule.token);
 * ```
 */
export function parseGranuleName(nameOrPath: string): GranuleName {
  if (typeof nameOrPath !== "string") {
    throw new TypeError(`parseGranuleName: expected a name or path, got ${describeValue(nameOrPath)}`);
  }
  const name = lastPart(nameOrPath);
  try {
    const granule = readParasol(name) ?? readCaltrack(name) ?? readCloudSat(name);
    if (granule) return granule;
  } catch (error) {
    if (!isColocateError(error, "COLOCATE_TIME")) throw error;
    throw new GranuleNameError(`${quote(name)} is not the name of a granule: ${error.message}`, { cause: error });
  }
  throw new GranuleNameError(`${quote(name)} is not the name of a granule: expected ${forms}`);
}

/** {@link parseGranuleName} for listings that hold other files too: undefined where that would be an error. */
export function tryParseGranuleName(nameOrPath: string): GranuleName | undefined {
  try {
    return parseGranuleName(nameOrPath);
  } catch (error) {
    if (isColocateError(error, "COLOCATE_NAME")) return undefined;
    throw error;
  }
}

function readParasol(name: string): ParasolName | undefined {
  const match = parasol.exec(name);
  if (!match) return undefined;
  const [, label, start, major, minor] = match;
  return {
    product: "PARASOL_L1B",
    ...readOrbit(label),
    version: readVersion(major!, minor!),
    start: parseTime(start!),
  };
}

function readOrbit(label: string | undefined): Pick<ParasolName, "cycle" | "orbit" | "orbitLabel"> {
  if (label === undefined) return {};
  const match = /^(\d{3})(\d{3})M$/.exec(label);
  return match ? { cycle: Number(match[1]), orbit: Number(match[2]) } : { orbitLabel: label };
}

function readCaltrack(name: string): CaltrackName | undefined {
  const match = caltrack.exec(name);
  if (!match) return undefined;
  const [, resolution, subProduct, major, minor, token] = match;
  return {
    product: "CALTRACK",
    subProduct: subProduct!,
    resolution: resolution!,
    version: readVersion(major!, minor!),
    start: parseTime(token!),
    dayNight: token!.endsWith("D") ? "day" : "night",
    token: token!,
  };
}

function readCloudSat(name: string): CloudSatName | undefined {
  const match = cloudsat.exec(name);
  if (!match) return undefined;
  const [, start, granuleNumber, release, epoch = ""] = match;
  return {
    product: "CLOUDSAT_CLDCLASS",
    granuleNumber: Number(granuleNumber),
    release: release!,
    epoch,
    start: parseTime(start!),
  };
}

function readVersion(major: string, minor: string): GranuleVersion {
  return { major: Number(major), minor: Number(minor) };
}
