import { checkNumbers } from "../_check.ts";
import type { Numbers } from "../types.ts";
import { checkSameLength, isCloud, labelProfileCount } from "./_bins.ts";
import { isBinHeight } from "./height-bins.ts";

/** The height where there is none: no cloud in the profile, or its height is not known. As in CloudSat's products. */
export const missingHeight = -9999;

/**
 * Which profiles have a label at all, that is in at least one height bin: a cloud type or 'no cloud'. The others say
 * nothing: their highest cloudy bin and cloud heights read as those of profiles without a cloud.
 * @param cloudScenario cloud types (P, bins), 0 to 8, 255 unknown
 * @param bins height bins of a profile, {@link cloudSatBinCount} in CloudSat's products
 * @returns P elements, 1 or 0
 * @throws ShapeError unless there are whole profiles; ValueError for what is no cloud type
 */
export function labelledProfiles(cloudScenario: Numbers, bins: number): Uint8Array {
  const labelled = new Uint8Array(labelProfileCount(cloudScenario, bins));
  for (let p = 0; p < labelled.length; p++) {
    for (let i = p * bins; i < (p + 1) * bins && labelled[p] === 0; i++) {
      if (isCloud(cloudScenario[i]!) || cloudScenario[i] === 0) labelled[p] = 1;
    }
  }
  return labelled;
}

/**
 * Index of the highest height bin with a cloud; bin 0 is the top.
 * @param cloudScenario cloud types (P, bins); unknown bins count as none
 * @returns P elements, -1 where no bin is known to have a cloud
 * @throws ShapeError unless there are whole profiles; ValueError for what is no cloud type
 */
export function highestCloudyBin(cloudScenario: Numbers, bins: number): Int16Array {
  const highest = new Int16Array(labelProfileCount(cloudScenario, bins)).fill(-1);
  for (let p = 0; p < highest.length; p++) {
    for (let bin = 0; bin < bins && highest[p] === -1; bin++) {
      if (isCloud(cloudScenario[p * bins + bin]!)) highest[p] = bin;
    }
  }
  return highest;
}

/**
 * Cloud-top height: the height, which is that of its centre, of the highest bin with a cloud. The cloud may reach half
 * a bin (about 120 m) higher; that is not added. The order of the bins does not matter.
 * @param cloudScenario cloud types (P, bins); unknown bins count as none
 * @param height heights of the bins in metres (P, bins), for they differ from profile to profile
 * @returns whole metres (P), -9999 ({@link missingHeight}) where no bin is known to have a cloud, and where a bin that
 * has one has no height, so that the highest is not known
 * @throws ShapeError when the arrays differ in length or are not whole profiles; ValueError for what is no cloud type
 */
export function cloudTopHeight(cloudScenario: Numbers, height: Numbers, bins: number): Int16Array {
  return extremeCloudHeight(cloudScenario, height, bins, 1);
}

/**
 * Cloud-base height: as {@link cloudTopHeight}, of the lowest bin with a cloud in any layer. The lowest bins above the
 * ground suffer from its echo.
 * @throws ShapeError when the arrays differ in length or are not whole profiles; ValueError for what is no cloud type
 */
export function cloudBaseHeight(cloudScenario: Numbers, height: Numbers, bins: number): Int16Array {
  return extremeCloudHeight(cloudScenario, height, bins, -1);
}

/**
 * Number of cloud layers: runs of bins with a cloud of any type, with clear bins between them. An unknown bin is passed
 * over: between two cloudy bins it does not part them, for nothing shows that it is clear.
 * @param cloudScenario cloud types (P, bins)
 * @returns P elements, -1 where every bin is unknown
 * @throws ShapeError unless there are whole profiles; ValueError for what is no cloud type
 */
export function cloudLayerCount(cloudScenario: Numbers, bins: number): Int16Array {
  const layers = new Int16Array(labelProfileCount(cloudScenario, bins)).fill(-1);
  for (let p = 0; p < layers.length; p++) {
    let count = -1;
    let inside = false;
    for (let i = p * bins; i < (p + 1) * bins; i++) {
      const type = cloudScenario[i]!;
      const cloudy = isCloud(type);
      if (!cloudy && type !== 0) continue;
      count = Math.max(count, 0) + (cloudy && !inside ? 1 : 0);
      inside = cloudy;
    }
    layers[p] = count;
  }
  return layers;
}

/** Of the heights of the cloudy bins, times `sign`, the largest. */
function extremeCloudHeight(cloudScenario: Numbers, height: Numbers, bins: number, sign: 1 | -1): Int16Array {
  checkNumbers("the cloud scenario", cloudScenario);
  checkNumbers("the height", height);
  checkSameLength("the cloud scenario", cloudScenario.length, "the height", height.length);
  const heights = new Int16Array(labelProfileCount(cloudScenario, bins));
  for (let p = 0; p < heights.length; p++) {
    let best = Number.NEGATIVE_INFINITY;
    for (let i = p * bins; i < (p + 1) * bins; i++) {
      if (!isCloud(cloudScenario[i]!)) continue;
      // NaN stays: a cloudy bin without a height may be the one that is looked for.
      best = isBinHeight(height[i]!) ? Math.max(best, sign * height[i]!) : Number.NaN;
      if (Number.isNaN(best)) break;
    }
    heights[p] = Number.isFinite(best) ? Math.round(sign * best) : missingHeight;
  }
  return heights;
}
