import type { MaskReader } from "../grid/_mask-reader.ts";
import type { Resampling } from "./_equirectangular.ts";
import type { Patch } from "./patch.ts";
import { storedValues, type WindowField } from "./window-field.ts";

/** Degrees by which the view of a neighbour may differ from that of the nearest pixel. */
export const maxViewDifferenceDeg = 3;

const radians = Math.PI / 180;

/** The angles of every view of a window: view zenith and relative azimuth, degrees after scale and offset. */
export interface ViewAngles {
  readonly thetav: WindowField;
  readonly phi: WindowField;
}

/** What decides on the neighbours. */
export interface ViewRules {
  readonly views: number;
  /** Shape [window pixels, views]: views that are 0 here take no part. */
  readonly usable: Uint8Array;
  readonly viewAngles: ViewAngles | undefined;
}

/** All four neighbours take part. */
export const allNeighbours = 0b1111;

/**
 * Which of the four neighbours of each pixel take part in each view: [size, size, views], bit k for neighbour k; 0
 * where the nearest does not, so that there is no value.
 *
 * Slots are packed, so the same slot of two pixels may be two acquisitions. A neighbour takes part when its direction
 * of view, the unit vector of zenith angle and azimuth, is within 3 degrees of the nearest pixel's. That angle is never
 * less than the difference of the zenith angles, so it covers those as well; and unlike a difference of azimuths it
 * means something near the nadir. A neighbour whose angles are missing cannot be compared and takes no part.
 */
export function takingPart({ pixels, nearest }: Resampling, { views, usable, viewAngles }: ViewRules): Uint8Array {
  const part = new Uint8Array(nearest.length * views);
  const angles = viewAngles === undefined ? undefined : physicalAngles(viewAngles);
  for (let i = 0; i < nearest.length; i++) {
    const k = nearest[i]!;
    const center = pixels[4 * i + k]! * views;
    for (let view = 0; view < views; view++) {
      if (usable[center + view] === 0) continue;
      let bits = 1 << k;
      for (let j = 0; j < 4; j++) {
        const other = pixels[4 * i + j]! * views + view;
        if (usable[other] === 0 || j === k) continue;
        if (angles === undefined || isSameView(angles, center + view, other)) bits |= 1 << j;
      }
      part[i * views + view] = bits;
    }
  }
  return part;
}

/**
 * Shape [window pixels, views]: the view mask, all ones without one, with all views of pixels that are not valid taken
 * out.
 */
export function usableViews(
  { window }: Pick<Patch, "window">,
  views: number,
  valid: MaskReader | undefined,
  viewMask: Uint8Array | undefined,
): Uint8Array {
  const usable = viewMask?.slice() ?? new Uint8Array(window.pixels * views).fill(1);
  if (valid === undefined) return usable;
  let at = 0;
  for (const { row, col, rows, cols } of window.boxes) {
    for (let r = row; r < row + rows; r++) {
      for (let c = col; c < col + cols; c++, at += views) if (!valid.isValid(r, c)) usable.fill(0, at, at + views);
    }
  }
  return usable;
}

interface Angles {
  readonly zenith: Float64Array;
  readonly azimuth: Float64Array;
}

function physicalAngles({ thetav, phi }: ViewAngles): Angles {
  return { zenith: physical(thetav), azimuth: physical(phi) };
}

function physical(field: WindowField): Float64Array {
  const { scale = 1, offset = 0 } = field;
  const values = storedValues(field);
  for (let i = 0; i < values.length; i++) values[i] = scale * values[i]! + offset;
  return values;
}

// The tolerance keeps counts that lie exactly at the limit on its near side whatever the rounding of their scale.
const limit = maxViewDifferenceDeg + 1e-9;
const haversineLimit = Math.sin((limit / 2) * radians) ** 2;

function isSameView({ zenith, azimuth }: Angles, a: number, b: number): boolean {
  const zenithA = zenith[a]!;
  const zenithB = zenith[b]!;
  const difference = zenithA - zenithB;
  let turn = Math.abs(azimuth[a]! - azimuth[b]!);
  if (turn > 180) turn = Math.abs(turn - 360 * Math.round(turn / 360));
  // The angle between two directions is at most the sum of the differences: nearly all neighbours end here.
  if (Math.abs(difference) + turn <= maxViewDifferenceDeg) return true;
  if (Math.abs(difference) > limit) return false;
  const haversine =
    Math.sin((difference / 2) * radians) ** 2 +
    Math.sin(zenithA * radians) * Math.sin(zenithB * radians) * Math.sin((turn / 2) * radians) ** 2;
  return haversine <= haversineLimit;
}
