import { utcToTai93, wrapLongitude } from "@atcs/colocate";
import type { OperationOptions } from "@atcs/hdf";
import type { PhysicalValues, ProfileFile } from "./_profile-file.ts";
import type { DeviationLog } from "./deviations.ts";

/** Where and when profiles were taken. Arrays have one element per profile, shape [count]. */
export interface ProfileTrack {
  readonly count: number;
  /** Degrees north, NaN where not valid; float32 values are kept as they are. */
  readonly lat: Float64Array;
  /** Degrees east in [-180, 180), NaN where not valid. */
  readonly lon: Float64Array;
  /** Seconds TAI93, NaN where the granule has none. */
  readonly time: Float64Array;
  /** 1 where latitude and longitude are on Earth, 0 where they are fill or impossible. */
  readonly valid: Uint8Array;
}

/**
 * Latitude, Longitude and time of all profiles.
 * @throws GranuleLayoutError when coordinates are not there, or the arrays do not fit together
 */
export async function readProfileTrack(
  profiles: ProfileFile,
  log: DeviationLog,
  options: OperationOptions,
): Promise<ProfileTrack> {
  const lat = await profiles.readColumn("Latitude", options);
  const count = lat.values.length;
  const lon = await profiles.readColumn("Longitude", options, count);
  for (const { path, dtype } of [lat, lon]) {
    if (dtype === "float32") continue;
    const found = `elements of type ${dtype}, documented is float32`;
    log.add("FIELD_TYPE", path, { found, assumed: "the values in it", matters: false });
  }
  const valid = checkCoordinates(lat, lon, log);
  const time = await readTime(profiles, log, count, options);
  return { count, lat: lat.values, lon: lon.values, time, valid };
}

/** Wrap longitudes, mark profiles that are not on Earth and make their coordinates NaN. */
function checkCoordinates(lat: PhysicalValues, lon: PhysicalValues, log: DeviationLog): Uint8Array {
  const valid = new Uint8Array(lat.values.length);
  let outside = 0;
  let turned = 0;
  for (let i = 0; i < valid.length; i++) {
    const y = lat.values[i]!;
    const x = lon.values[i]!;
    if (Math.abs(y) <= 90 && Math.abs(x) <= 360) {
      valid[i] = 1;
      lon.values[i] = wrapLongitude(x);
      if (Math.abs(x) > 180) turned++;
      continue;
    }
    if (!Number.isNaN(y) && !Number.isNaN(x)) outside++;
    lat.values[i] = Number.NaN;
    lon.values[i] = Number.NaN;
  }
  if (outside > 0) {
    const found = `${outside} of ${valid.length} profiles that are not on Earth, without being fill`;
    log.add("COORDINATE_RANGE", `${lat.path}, ${lon.path}`, { found, assumed: "they are not valid", matters: true });
  }
  if (turned > 0) {
    const found = `${turned} of ${valid.length} longitudes beyond -180..180`;
    log.add("LONGITUDE_RANGE", lon.path, { found, assumed: "the same, a turn away", matters: false });
  }
  return valid;
}

/** Time of CALTRACK, else seconds since the start of the granule and that start, as CloudSat keeps them. */
async function readTime(
  profiles: ProfileFile,
  log: DeviationLog,
  count: number,
  options: OperationOptions,
): Promise<Float64Array> {
  if (profiles.find("Time") !== undefined) {
    const time = await profiles.readColumn("Time", options, count);
    if (time.dtype !== "float64") {
      const found = `elements of type ${time.dtype}, documented is float64`;
      // Float32 has a value every 32 s in 2008.
      const assumed = "seconds TAI93, as exact as the type is";
      log.add("FIELD_TYPE", time.path, { found, assumed, matters: true });
    }
    return checkTimes(time, log);
  }
  if (profiles.find("Profile_time") !== undefined && profiles.find("TAI_start") !== undefined) {
    const { path, values: seconds } = await profiles.readColumn("Profile_time", options, count);
    const { values: start } = await profiles.readColumn("TAI_start", options, 1);
    return checkTimes({ path, values: seconds.map((second) => start[0]! + second) }, log);
  }
  const found = "no Time, nor Profile_time with TAI_start";
  log.add("FIELD_MISSING", "Time", { found, assumed: "times are not known (NaN)", matters: true });
  return new Float64Array(count).fill(Number.NaN);
}

/** Seconds TAI93 in 2100. What HDF4 has where nothing was written, 9.97e36, is no time. */
const maxTime = utcToTai93({ year: 2100, month: 1, day: 1, hour: 0, minute: 0, second: 0 });

/** Make NaN of what is no time. */
function checkTimes({ path, values }: Pick<PhysicalValues, "path" | "values">, log: DeviationLog): Float64Array {
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]) || (values[i]! >= 0 && values[i]! <= maxTime)) continue;
    values[i] = Number.NaN;
    outside++;
  }
  if (outside > 0) {
    const found = `${outside} of ${values.length} times that are not in 1993 to 2100, without being fill`;
    log.add("TIME_RANGE", path, { found, assumed: "they are not known", matters: true });
  }
  return values;
}
