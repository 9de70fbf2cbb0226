import { layerSlots, none } from "../clouds/types.ts";
import { earthRadiusM } from "../orbit/reference-orbit.ts";
import { createLayerStack, type LayerStack } from "../radiance/types.ts";
import type { CloudGrid } from "./_cloud-grid.ts";

const radians = Math.PI / 180;
const metresPerDegree = earthRadiusM * radians;

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

/**
 * Where lines of sight begin, in cells from the pixel's centre: one in each quarter. Against the columns of half a cell
 * they have four different phases, evenly spaced, in both directions: from the middles of the quarters, which are the
 * middles of columns in every pixel alike, a cloud would move in steps of half a pixel.
 */
const origins = [
  [-0.0625, -0.4375],
  [-0.4375, 0.1875],
  [0.1875, 0.3125],
  [0.3125, -0.0625],
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
 * toward the satellite; it is followed from column to column, and of a layer it crosses part of, it has that part of
 * the optical thickness. So a cloud appears displaced by h tan(thetav) away from the satellite, and one that is
 * higher than wide shows its side.
 *
 * Lines from the quarters of a pixel that cross the same kinds of layers are averaged to one stack: what is reflected
 * differs far less within a cloud than between a cloud and the gap beside it.
 */
export function createSightFinder(clouds: CloudGrid): SightFinder {
  const crossings = origins.map(createCrossing);
  const slotTau = clouds.columns.opticalThickness;
  const { type, baseM, topM, ice, count } = clouds.columns;
  const { columnBaseM, columnTopM, halfRowsPerDegree } = clouds;

  return {
    cross(lat, lon, cellLatDeg, cellLonDeg, thetav, viewAzimuth, out) {
      const tan = Math.tan(thetav * radians);
      const north = Math.cos(viewAzimuth * radians) * tan;
      const east = Math.sin(viewAzimuth * radians) * tan;
      for (let i = 0; i < origins.length; i++) {
        const [down, right] = origins[i]!;
        follow(lat - down * cellLatDeg, lon + right * cellLonDeg, north, east, crossings[i]!);
      }
      group(crossings, out);
    },
  };

  /**
   * From border to border of the columns, so that each part of the line is in the column that it crosses: row by row,
   * and within a row, whose columns have a length of their own, column by column.
   * @param north displacement per metre of height, east the same
   */
  function follow(lat: number, lon: number, north: number, east: number, out: Crossing): void {
    out.kinds = 0;
    out.opticalThickness.fill(0);
    const rowsPerMetre = (-north / metresPerDegree) * halfRowsPerDegree;
    const turnsPerMetre = east / (metresPerDegree * Math.cos(lat * radians)) / 360;
    const rowPosition = (90 - lat) * halfRowsPerDegree;
    const turn = (lon + 180) / 360;
    const rowStep = rowsPerMetre < 0 ? -1 : 1;
    const metresPerRow = 1 / Math.abs(rowsPerMetre);
    let row = Math.floor(rowPosition) - clouds.firstHalfRow;
    let rowEnd = toBorder(rowPosition, rowStep) * metresPerRow;
    for (let low = 0; low < clouds.topM; low = rowEnd, rowEnd += metresPerRow, row += rowStep) {
      followRow(row, turn + low * turnsPerMetre, turnsPerMetre, low, Math.min(rowEnd, clouds.topM), out);
    }
  }

  /** Within one row of columns, from one height to another. */
  function followRow(
    halfRow: number,
    turn: number,
    turnsPerMetre: number,
    from: number,
    end: number,
    out: Crossing,
  ): void {
    const row = Math.min(Math.max(halfRow, 0), clouds.halfRows - 1);
    const inRow = clouds.around[row]!;
    const position = turn * inRow;
    const step = turnsPerMetre < 0 ? -1 : 1;
    const metresPerColumn = 1 / Math.abs(turnsPerMetre * inRow);
    let along = Math.floor(position) - clouds.start[row]!;
    let columnEnd = from + toBorder(position, step) * metresPerColumn;
    for (let low = from; low < end; low = columnEnd, columnEnd += metresPerColumn, along += step) {
      const column = clouds.offset[row]! + wrap(along, row);
      const high = Math.min(columnEnd, end);
      if (low < columnTopM[column]! && high > columnBaseM[column]!) crossColumn(column, low, high, out);
    }
  }

  /** Around the Earth, as far as the row has columns. */
  function wrap(along: number, row: number): number {
    const inRow = clouds.around[row]!;
    const wrapped = along < 0 ? along + inRow : along >= inRow ? along - inRow : along;
    if (wrapped >= 0 && wrapped < clouds.length[row]!) return wrapped;
    throw new Error(`a line of sight leaves the clouds in half-row ${clouds.firstHalfRow + row}`);
  }

  function crossColumn(column: number, low: number, high: number, out: Crossing): void {
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

/** How far a position is from the next integer in a direction; above 0 to the right. */
function toBorder(position: number, step: number): number {
  const floor = Math.floor(position);
  return step > 0 ? floor + 1 - position : position - floor;
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
