import type { Colocation } from "../../src/colocate/pair.ts";

const infinite = Number.POSITIVE_INFINITY;

/** Three profiles: enclosed, without a pixel in the south-east, and without coordinates. */
export const colocation: Colocation = {
  track: {
    count: 3,
    lat: Float64Array.of(10, 10.04512, Number.NaN),
    lon: Float64Array.of(-179.99, 179.98764, Number.NaN),
    time: Float64Array.of(1, 2, 3),
    valid: Uint8Array.of(1, 1, 0),
  },
  corners: {
    count: 3,
    corners: Int32Array.of(
      ...[1440, 49, 1440, 50, 1441, 49, 1441, 50],
      ...[1439, 6430, 1439, 50, 1440, 6430, -1, -1],
      ...new Array<number>(8).fill(-1),
    ),
    distancesM: Float64Array.of(3000, 4000, 5000, 6000, 1000, 2000, 3000, ...new Array<number>(5).fill(infinite)),
    weights: Float64Array.of(0.4, 0.3, 0.2, 0.1, 0, 0, 0, 0, 0, 0, 0, 0),
    enclosed: Uint8Array.of(1, 0, 0),
  },
  timeDifferenceSec: undefined,
  summary: {
    parasol: "a.h5",
    cldclass: "b.hdf",
    parasol_start: "2008-06-03T01:27:40Z",
    profiles_start: null,
    start_offset_s: null,
    min_views: 13,
    profiles: 3,
    valid_profiles: 2,
    enclosed: 1,
    mean_distance_m: 4500,
    max_distance_m: 6000,
    max_time_offset_s: 600,
    warnings: ["the times of the granules are not known"],
  },
};
