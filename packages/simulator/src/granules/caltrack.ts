import { createHdf4, type Hdf4FileWriter, type WriteTarget } from "@atcs/hdf/write";
import type { TrackProfiles } from "../orbit/profile-track.ts";
import { acquisitionDate, checkAcquisition, completeFile } from "./_granule-file.ts";
import { heightBinCount } from "./height-bins.ts";

/** Number of profiles in a chunk, and the level of deflate, as in products at ICARE. */
const chunkProfiles = 50;
const deflate = 6;

/** Fills of CALTRACK products are the extremes of their types. */
const int16Fill = -32768;
const floatFill = Number.NEGATIVE_INFINITY;

/** Which half of the orbit: the letter behind the Z of times. */
export type DayNight = "day" | "night";

/** What a CLDCLASS granule holds. */
export interface CldclassContent {
  /** When the half orbit begins and ends, of which the track may be a part: SI seconds, TAI93. */
  readonly beginTai93: number;
  readonly endTai93: number;
  readonly track: TrackProfiles;
  /** Shape (P, 125), metres, bin 0 the highest. */
  readonly heights: Int16Array;
  /** Shape (P, 125): words of cloud_scenario, -32768 where there is no data; without it the granule has none at all. */
  readonly scenarioWords?: Int16Array;
  readonly dayNight: DayNight;
}

/** What a PAR-RB2 granule holds. */
export interface ParRb2Content {
  /** When the half orbit begins and ends, of which the track may be a part: SI seconds, TAI93. */
  readonly beginTai93: number;
  readonly endTai93: number;
  readonly track: TrackProfiles;
  /** Seconds, CALIOP minus PARASOL, shape (P). */
  readonly timeDifferenceSec: Float32Array;
  readonly dayNight: DayNight;
}

/**
 * Write a granule of CALTRACK CS-2B-CLDCLASS (HDF4): the same content gives the same bytes.
 * @throws RangeError for arrays of other lengths and a track without profiles, SourceError of `@atcs/hdf` when the
 * target cannot be written; nothing is left of the file then
 */
export async function writeCldclass(target: WriteTarget, content: CldclassContent): Promise<void> {
  const { track, heights, scenarioWords } = content;
  const bins = track.tai93.length * heightBinCount;
  checkLength("writeCldclass: heights", heights, bins);
  if (scenarioWords !== undefined) checkLength("writeCldclass: scenarioWords", scenarioWords, bins);
  const file = await openCaltrack("writeCldclass", target, "CLDCLASS on the CALIPSO track, 5 km", content);
  await completeFile(file, async () => {
    await writeTrack(file, track);
    await writeBins(file, "Height", heights, {
      long_name: "Height of the range bin above mean sea level",
      units: "m",
      valid_range: Int16Array.of(-5000, 30_000),
    });
    if (scenarioWords === undefined) return;
    await writeBins(file, "cloud_scenario", scenarioWords, {
      long_name: "Cloud scenario",
      units: "bit field",
      valid_range: Int16Array.of(0, 32_767),
    });
  });
}

/**
 * Write a granule of CALTRACK PAR-RB2 (HDF4): the same content gives the same bytes.
 * @throws as `writeCldclass`
 */
export async function writeParRb2(target: WriteTarget, content: ParRb2Content): Promise<void> {
  const { track, timeDifferenceSec } = content;
  checkLength("writeParRb2: timeDifferenceSec", timeDifferenceSec, track.tai93.length);
  const file = await openCaltrack("writeParRb2", target, "PARASOL on the CALIPSO track, 5 km", content);
  await completeFile(file, async () => {
    await writeTrack(file, track);
    await writeColumn(file, "Acquisition_Time_Difference", timeDifferenceSec, {
      long_name: "CALIOP minus PARASOL time",
      units: "s",
      valid_range: Float32Array.of(-600, 600),
    });
  });
}

function checkLength(what: string, values: ArrayLike<number>, expected: number): void {
  if (values.length !== expected) throw new RangeError(`${what}: expected ${expected} values, got ${values.length}`);
}

type Described = Pick<CldclassContent, "beginTai93" | "endTai93" | "track" | "dayNight">;

/** Times of the beginning and the end as at ICARE: Z for UTC, D or N, and NUL characters up to 32 bytes. */
async function openCaltrack(
  caller: string,
  target: WriteTarget,
  title: string,
  { beginTai93, endTai93, track, dayNight }: Described,
): Promise<Hdf4FileWriter> {
  const { lat, lon, tai93 } = track;
  if (tai93.length === 0) throw new RangeError(`${caller}: the track has no profile`);
  checkLength(`${caller}: latitudes`, lat, tai93.length);
  checkLength(`${caller}: longitudes`, lon, tai93.length);
  checkAcquisition(caller, beginTai93, endTai93);
  const text = (time: number): string => `${acquisitionDate(time)}${dayNight === "day" ? "D" : "N"}`.padEnd(32, "\0");
  return createHdf4(target, {
    attributes: {
      Title: `Simulated ${title}`,
      Beginning_Acquisition_Date: text(beginTai93),
      Ending_Acquisition_Date: text(endTai93),
      Product_Version: "V1-00",
    },
  });
}

async function writeTrack(file: Hdf4FileWriter, { lat, lon, tai93 }: TrackProfiles): Promise<void> {
  const range = (from: number, to: number): Float32Array => Float32Array.of(from, to);
  await writeColumn(file, "Latitude", Float32Array.from(lat), {
    long_name: "Latitude",
    units: "degrees_north",
    valid_range: range(-90, 90),
  });
  await writeColumn(file, "Longitude", Float32Array.from(lon), {
    long_name: "Longitude",
    units: "degrees_east",
    valid_range: range(-180, 180),
  });
  await writeColumn(file, "Time", tai93, {
    long_name: "TAI93 time",
    units: "seconds since 1993-01-01, leap seconds counted",
    valid_range: Float64Array.of(0, 1e10),
  });
}

type Attributes = Readonly<Record<string, string | Int16Array | Float32Array | Float64Array>>;

async function writeColumn(
  file: Hdf4FileWriter,
  name: string,
  values: Float32Array | Float64Array,
  attributes: Attributes,
): Promise<void> {
  const dtype = values instanceof Float32Array ? "float32" : "float64";
  const shape = [values.length];
  const dataset = file.createDataset(name, {
    dtype,
    shape,
    attributes: { ...attributes, _FillValue: { dtype, value: floatFill } },
  });
  await dataset.write(values);
}

async function writeBins(
  file: Hdf4FileWriter,
  name: string,
  values: Int16Array,
  attributes: Attributes,
): Promise<void> {
  const profiles = values.length / heightBinCount;
  const dataset = file.createDataset(name, {
    dtype: "int16",
    shape: [profiles, heightBinCount],
    chunks: [Math.min(chunkProfiles, profiles), heightBinCount],
    deflate,
    attributes: { ...attributes, _FillValue: { dtype: "int16", value: int16Fill } },
  });
  await dataset.write(values);
}
