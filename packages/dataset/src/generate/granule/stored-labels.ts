import type { PatchLabels } from "@atcs/colocate";
import type { LabelFlag, StoredLabels } from "../../types.ts";
import { binCount, type LabelTrack } from "./read-track.ts";

/** The labels of a patch as a dataset stores them: those of the track's profiles that the patch holds. */
export function storedLabels(
  track: LabelTrack,
  { count, profiles, corners, weights, positions }: PatchLabels,
): StoredLabels {
  const flags = Object.fromEntries(
    Object.entries(track.flags).map(([name, values]) => [name, Int16Array.from(takeRows(values, profiles, binCount))]),
  ) as Record<LabelFlag, Int16Array>;
  return {
    count,
    bins: binCount,
    lat: Float32Array.from(takeRows(track.lat, profiles, 1)),
    lon: float32Longitudes(takeRows(track.lon, profiles, 1)),
    time: takeRows(track.time, profiles, 1),
    height: takeRows(track.height, profiles, binCount),
    cloudScenario: takeRows(track.cloudScenario, profiles, binCount),
    flags,
    positions,
    corners,
    weights,
  };
}

/** Rows of an array of [rows, width]. */
function takeRows<A extends Float64Array | Int16Array | Uint8Array>(array: A, rows: Int32Array, width: number): A {
  const taken = array.slice(0, rows.length * width) as A;
  for (const [i, row] of rows.entries()) taken.set(array.subarray(row * width, (row + 1) * width), i * width);
  return taken;
}

/** In [-180, 180): the last doubles below 180 degrees round to it. */
function float32Longitudes(lon: Float64Array): Float32Array {
  return Float32Array.from(lon).map((value) => (value === 180 ? -180 : value));
}
