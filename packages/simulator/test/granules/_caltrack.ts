import { heightBinCount, profileHeights } from "../../src/granules/height-bins.ts";
import type { TrackProfiles } from "../../src/orbit/profile-track.ts";

const count = 120;
const start = 486_610_096; // 2008-06-03T01:28:10Z

/** Of the half orbit: the track is only a part of it. */
export const acquisition: { beginTai93: number; endTai93: number } = { beginTai93: start, endTai93: start + 2966 };

export const track: TrackProfiles = {
  lat: Float64Array.from({ length: count }, (_, i) => 10 + 0.044 * i),
  lon: Float64Array.from({ length: count }, (_, i) => -179.9 + 0.01 * i),
  tai93: Float64Array.from({ length: count }, (_, i) => start + 600 + 0.73 * i),
};

export const heights: Int16Array = profileHeights(track.tai93);

/** Of profile 3 nothing was measured. */
export const scenarioWords: Int16Array = Int16Array.from(
  { length: count * heightBinCount },
  (_, i) => (i % 9) * 2 + 1,
).fill(-32768, 3 * heightBinCount, 4 * heightBinCount);

export const timeDifferenceSec: Float32Array = new Float32Array(count).fill(-150);
