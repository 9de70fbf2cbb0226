import { withinTurn } from "../grid/_whole-turns.ts";
import type { Resampling } from "./_equirectangular.ts";
import { missingValue } from "./missing-value.ts";
import { allNeighbours } from "./view-geometry.ts";
import type { WindowField } from "./window-field.ts";

/** Where a resampled field goes, and which neighbours take part. */
export interface ResampleTarget extends Resampling {
  /** [pixels of the patch, channels] */
  readonly out: Float32Array;
  readonly channels: number;
  /** First channel of the field. */
  readonly channel: number;
  /** [size, size, views], see {@link takingPart}. @default all four everywhere */
  readonly part: Uint8Array | undefined;
}

/** Interpolate bilinearly. `values` are the stored ones, NaN where there is none. */
export function resampleLinear(
  { views = 1, scale = 1, offset = 0 }: WindowField,
  values: Float64Array,
  { out, channels, channel, pixels, weights, nearest, part }: ResampleTarget,
): void {
  for (let i = 0; i < nearest.length; i++) {
    const northWest = pixels[4 * i]! * views;
    const northEast = pixels[4 * i + 1]! * views;
    const southWest = pixels[4 * i + 2]! * views;
    const southEast = pixels[4 * i + 3]! * views;
    const a = weights[4 * i]!;
    const b = weights[4 * i + 1]!;
    const c = weights[4 * i + 2]!;
    const d = weights[4 * i + 3]!;
    const to = i * channels + channel;
    for (let view = 0; view < views; view++) {
      const bits = part === undefined ? allNeighbours : part[i * views + view]!;
      if (bits === 0) {
        out[to + view] = missingValue;
        continue;
      }
      let value =
        a * values[northWest + view]! +
        b * values[northEast + view]! +
        c * values[southWest + view]! +
        d * values[southEast + view]!;
      if (bits !== allNeighbours || Number.isNaN(value)) {
        value = linearOfSome(values, pixels, weights, i, nearest[i]!, bits, views, view);
      }
      if (Number.isNaN(value)) out[to + view] = missingValue;
      else out[to + view] = scale * value + offset;
    }
  }
}

/** The mean of the neighbours that take part and have a value, or NaN when the nearest, which takes part, has none. */
function linearOfSome(
  values: Float64Array,
  pixels: Int32Array,
  weights: Float64Array,
  i: number,
  nearest: number,
  bits: number,
  views: number,
  view: number,
): number {
  if ((bits & (1 << nearest)) === 0 || Number.isNaN(values[pixels[4 * i + nearest]! * views + view]!))
    return Number.NaN;
  let sum = 0;
  let total = 0;
  for (let k = 0; k < 4; k++) {
    const value = values[pixels[4 * i + k]! * views + view]!;
    if ((bits & (1 << k)) === 0 || Number.isNaN(value)) continue;
    sum += weights[4 * i + k]! * value;
    total += weights[4 * i + k]!;
  }
  // The nearest has a weight of at least 1/4.
  return sum / total;
}

/**
 * Interpolate angles in degrees as turns of at most half a circle from the nearest pixel's. That is exact for an angle
 * that changes linearly, through 360 as anywhere.
 */
export function resampleCircular(
  { views = 1, scale = 1, offset = 0 }: WindowField,
  values: Float64Array,
  { out, channels, channel, pixels, weights, nearest, part }: ResampleTarget,
): void {
  for (let i = 0; i < nearest.length; i++) {
    const k = nearest[i]!;
    const center = pixels[4 * i + k]! * views;
    const to = i * channels + channel;
    for (let view = 0; view < views; view++) {
      const bits = part === undefined ? allNeighbours : part[i * views + view]!;
      const origin = scale * values[center + view]! + offset;
      if (bits === 0 || Number.isNaN(origin)) {
        out[to + view] = missingValue;
        continue;
      }
      let sum = 0;
      let total = 0;
      for (let j = 0; j < 4; j++) {
        const value = values[pixels[4 * i + j]! * views + view]!;
        if ((bits & (1 << j)) === 0 || Number.isNaN(value)) continue;
        const turn = scale * value + offset - origin;
        sum += weights[4 * i + j]! * (turn - 360 * Math.round(turn / 360));
        total += weights[4 * i + j]!;
      }
      out[to + view] = withinTurn(origin + sum / total);
    }
  }
}
