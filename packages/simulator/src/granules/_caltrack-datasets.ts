import type { Hdf4FileWriter } from "@atcs/hdf/write";
import type { TrackProfiles } from "../orbit/profile-track.ts";
import { type Colocation, floatFill, int16Fill } from "./_colocation.ts";

/** Number of profiles in a chunk, and the level of deflate, as in products at ICARE. */
const chunkProfiles = 50;
const deflate = 6;

type Values = Int16Array | Float32Array | Float64Array;
type Attributes = Readonly<Record<string, string | Values>>;

/** Where and when each profile was taken: `Latitude`, `Longitude`, `Time`. */
export async function writeTrack(file: Hdf4FileWriter, { lat, lon, tai93 }: TrackProfiles): Promise<void> {
  await writeProfiles(file, "Latitude", Float32Array.from(lat), {
    long_name: "Latitude",
    units: "degrees_north",
    valid_range: Float32Array.of(-90, 90),
  });
  await writeProfiles(file, "Longitude", Float32Array.from(lon), {
    long_name: "Longitude",
    units: "degrees_east",
    valid_range: Float32Array.of(-180, 180),
  });
  await writeProfiles(file, "Time", tai93, {
    long_name: "TAI93 time",
    units: "seconds since 1993-01-01, leap seconds counted",
    valid_range: Float64Array.of(0, 1e10),
  });
}

/**
 * What is beside each profile: `Input_Index`, `Colocation_Distance`.
 * @param indexName what the two indices are
 * @param distanceName what the distance is to
 */
export async function writeColocation(
  file: Hdf4FileWriter,
  { inputIndex, distanceKm }: Colocation,
  indexName: string,
  distanceName: string,
): Promise<void> {
  await writeProfiles(
    file,
    "Input_Index",
    inputIndex,
    { long_name: indexName, units: "1", valid_range: Int16Array.of(0, 32_767) },
    2,
  );
  await writeProfiles(file, "Colocation_Distance", distanceKm, {
    long_name: `Distance from the CALIPSO profile to ${distanceName}`,
    units: "km",
    valid_range: Float32Array.of(0, 10),
  });
}

/**
 * Write a data set in chunks of 50 profiles.
 * @param perProfile values of a profile; undefined makes the data set one-dimensional
 */
export async function writeProfiles(
  file: Hdf4FileWriter,
  name: string,
  values: Values,
  attributes: Attributes,
  perProfile?: number,
): Promise<void> {
  const dtype = values instanceof Int16Array ? "int16" : values instanceof Float32Array ? "float32" : "float64";
  const rest = perProfile === undefined ? [] : [perProfile];
  const profiles = values.length / (perProfile ?? 1);
  const dataset = file.createDataset(name, {
    dtype,
    shape: [profiles, ...rest],
    chunks: [Math.min(chunkProfiles, profiles), ...rest],
    deflate,
    attributes: { ...attributes, _FillValue: { dtype, value: dtype === "int16" ? int16Fill : floatFill } },
  });
  await dataset.write(values);
}
