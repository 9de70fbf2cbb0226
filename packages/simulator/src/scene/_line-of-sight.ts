import { layerSlots, none } from "../clouds/types.ts";
import { earthRadiusM } from "../orbit/reference-orbit.ts";
import { createLayerStack, type LayerStack } from "../radiance/types.ts";
import type { CloudGrid } from "./_cloud-grid.ts";

const radians = Math.PI / 180;
const metresPerDegree = earthRadiusM * radians;

/** No cloud is higher. */
const highestTopM = 20_000;

/** What one line of sight crosses in the three slots of the columns it passes. */
interface Crossing {
  /** Which slots, and which of them are ice: two lines with the same number cross the same kinds of layers. */
  kinds: number;
  readonly opticalThickness: Float64Array;
  readonly baseM: Float64Array;
  readonly topM: Float64Array;
}

/** The lines of sight of a pixel in one view: as many stacks as cross different layers. */
export interface SightLines {
  /** Stacks in use. */
  count: number;
  readonly stacks: readonly LayerStack[];
  /** Share of the pixel that each is, together 1. */
  readonly shares: Float64Array;
}

/** Where lines of sight begin: the middles of the quarters of a pixel, in cells from its centre. */
const origins = [
  [-0.25, -0.25],
  [-0.25, 0.25],
  [0.25, -0.25],
  [0.25, 0.25],
] as const;

export function createSightLines(): SightLines {
  return {
    count: 0,
    stacks: origins.map(() => createLayerStack(layerSlots)),
    shares: new Float64Array(origins.length),
  };
}

/** Finds what a view of a pixel crosses. */
export interface SightFinder {
  /**
   * @param lat of the pixel's centre, degrees
   * @param cellLatDeg height of the pixel, degrees
   * @param cellLonDeg its width
   * @param thetav view zenith angle, degrees
   * @param viewAzimuth direction to the satellite, degrees clockwise from north
   */
  cross(
    lat: number,
    lon: number,
    cellLatDeg: number,
    cellLonDeg: number,
    thetav: number,
    viewAzimuth: number,
    out: SightLines,
  ): void;
}

/**
 * Follows lines of sight through the clouds. A line crosses the height h at the ground point displaced by h tan(thetav)
 * toward the satellite; it is followed in steps of half a cell, and of a layer it crosses part of, it has that part of
 * the optical thickness. So a cloud appears displaced by h tan(thetav) away from the satellite, and one that is
 * higher than wide shows its side.
 *
 * Lines from the quarters of a pixel that cross the same kinds of layers are averaged to one stack: what is reflected
 * differs far less within a cloud than between a cloud and the gap beside it.
 */
export function createSightFinder(clouds: CloudGrid): SightFinder {
  const crossings = origins.map(createCrossing);
  const halfRowsPerDegree = 36;
  const stepM = metresPerDegree / halfRowsPerDegree;
  const slotTau = clouds.columns.opticalThickness;
  const { type, baseM, topM, ice, count } = clouds.columns;

  return {
    cross(lat, lon, cellLatDeg, cellLonDeg, thetav, viewAzimuth, out) {
      const tan = Math.tan(thetav * radians);
      const heightStep = Math.min(highestTopM, stepM / tan);
      const north = Math.cos(viewAzimuth * radians) * tan;
      const east = Math.sin(viewAzimuth * radians) * tan;
      for (let i = 0; i < origins.length; i++) {
        const [down, right] = origins[i]!;
        follow(lat - down * cellLatDeg, lon + right * cellLonDeg, north, east, heightStep, crossings[i]!);
      }
      group(crossings, out);
    },
  };

  /** @param north displacement per metre of height, east the same */
  function follow(lat: number, lon: number, north: number, east: number, heightStep: number, out: Crossing): void {
    out.kinds = 0;
    out.opticalThickness.fill(0);
    const metresPerDegreeEast = metresPerDegree * Math.cos(lat * radians);
    for (let low = 0; low < clouds.topM; low += heightStep) {
      const high = low + heightStep;
      const middle = low + heightStep / 2;
      const column = columnAt(lat + (middle * north) / metresPerDegree, lon + (middle * east) / metresPerDegreeEast);
      for (let slot = 0; slot < layerSlots; slot++) {
        const at = slot * count + column;
        if (type[at] === none) continue;
        const base = baseM[at]!;
        const top = topM[at]!;
        const from = Math.max(low, base);
        const to = Math.min(high, top);
        if (to <= from) continue;
        addPart(out, slot, from, to, (slotTau[at]! * (to - from)) / (top - base), ice[at]!);
      }
    }
  }

  function columnAt(lat: number, lon: number): number {
    const halfRow = Math.floor((90 - lat) * halfRowsPerDegree) - clouds.firstHalfRow;
    const row = halfRow < 0 ? 0 : halfRow >= clouds.halfRows ? clouds.halfRows - 1 : halfRow;
    const inRow = clouds.around[row]!;
    let along = Math.floor(((lon + 180) / 360) * inRow) - clouds.start[row]!;
    if (along < 0) along += inRow;
    else if (along >= inRow) along -= inRow;
    if (!(along >= 0 && along < clouds.length[row]!)) {
      throw new Error(`a line of sight leaves the clouds at ${lat}, ${lon}`);
    }
    return clouds.offset[row]! + along;
  }
}

function createCrossing(): Crossing {
  return {
    kinds: 0,
    opticalThickness: new Float64Array(layerSlots),
    baseM: new Float64Array(layerSlots),
    topM: new Float64Array(layerSlots),
  };
}

function addPart(out: Crossing, slot: number, from: number, to: number, tau: number, ice: number): void {
  const bit = 1 << slot;
  if ((out.kinds & bit) === 0) {
    out.kinds |= bit | (ice << (layerSlots + slot));
    out.baseM[slot] = from;
    out.topM[slot] = to;
  } else {
    // On the way up: the phase stays that of the part that was met first.
    out.topM[slot] = to;
  }
  out.opticalThickness[slot]! += tau;
}

/** One stack for the lines that cross the same kinds of layers. */
function group(crossings: readonly Crossing[], out: SightLines): void {
  out.count = 0;
  for (let i = 0; i < crossings.length; i++) {
    const { kinds } = crossings[i]!;
    let members = 1;
    let isFirst = true;
    for (let k = 0; k < crossings.length; k++) {
      if (k === i || crossings[k]!.kinds !== kinds) continue;
      if (k < i) isFirst = false;
      members++;
    }
    if (!isFirst) continue;
    out.shares[out.count] = members / crossings.length;
    average(crossings, kinds, members, out.stacks[out.count]!);
    out.count++;
  }
}

/** The layers of all lines of a kind, from the top down. */
function average(crossings: readonly Crossing[], kinds: number, members: number, out: LayerStack): void {
  out.count = 0;
  for (let slot = 0; slot < layerSlots; slot++) {
    if ((kinds & (1 << slot)) === 0) continue;
    let tau = 0;
    let base = 0;
    let top = 0;
    for (const crossing of crossings) {
      if (crossing.kinds !== kinds) continue;
      tau += crossing.opticalThickness[slot]!;
      base += crossing.baseM[slot]!;
      top += crossing.topM[slot]!;
    }
    insert(out, tau / members, base / members, top / members, (kinds >> (layerSlots + slot)) & 1);
  }
}

/** Neighbouring columns may have a low slot above another's high one. */
function insert(out: LayerStack, tau: number, base: number, top: number, ice: number): void {
  let at = out.count++;
  for (; at > 0 && out.topM[at - 1]! < top; at--) {
    out.topM[at] = out.topM[at - 1]!;
    out.baseM[at] = out.baseM[at - 1]!;
    out.opticalThickness[at] = out.opticalThickness[at - 1]!;
    out.ice[at] = out.ice[at - 1]!;
  }
  out.topM[at] = top;
  out.baseM[at] = base;
  out.opticalThickness[at] = tau;
  out.ice[at] = ice;
}
