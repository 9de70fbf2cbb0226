import { createRequire } from "node:module";
import type { feature as toGeoJson } from "topojson-client";

/** Cells per degree of the raster: 0.1 degree is 11 km at the equator, twice a pixel of the POLDER grid. */
export const landCellsPerDegree = 10;

/** Land and sea on a regular raster: row 0 at the north pole, column 0 at the antimeridian. */
export interface LandMask {
  readonly rows: number;
  readonly cols: number;
  /** 1 land, 0 sea; [rows, cols]. Lakes that Natural Earth does not cut out are land; the Caspian is sea. */
  readonly cells: Uint8Array;
}

/**
 * Natural Earth's land polygons at 1:50 million (public domain; package `world-atlas`, file `land-50m.json`) as a
 * raster of cell centres, by the even-odd rule.
 *
 * Every edge of a ring flips, in each column whose meridian it crosses, the cells south of the crossing. Parity is
 * counted from the north pole, which is sea; so the south pole needs no ring that encloses it on a map, and a ring over
 * the antimeridian no cut: columns are counted modulo 360 degrees and an edge never spans 180.
 */
export function createLandMask(): LandMask {
  const rows = 180 * landCellsPerDegree;
  const cols = 360 * landCellsPerDegree;
  const cells = new Uint8Array(rows * cols);
  for (const ring of landRings()) {
    for (let i = 1; i < ring.length; i++) flipBelow(cells, rows, cols, ring[i - 1]!, ring[i]!);
  }
  for (let i = cols; i < cells.length; i++) cells[i]! ^= cells[i - cols]!;
  return { rows, cols, cells };
}

function flipBelow(cells: Uint8Array, rows: number, cols: number, from: Position, to: Position): void {
  const lon1 = from[0]!;
  const step = to[0]! - lon1;
  const lon2 = lon1 + step - 360 * Math.round(step / 360);
  // Half-open in longitude, so that a vertex on a cell's meridian counts for one of its two edges.
  const first = Math.ceil((Math.min(lon1, lon2) + 180) * landCellsPerDegree - 0.5);
  const end = Math.ceil((Math.max(lon1, lon2) + 180) * landCellsPerDegree - 0.5);
  for (let col = first; col < end; col++) {
    const lon = (col + 0.5) / landCellsPerDegree - 180;
    const lat = from[1]! + ((lon - lon1) / (lon2 - lon1)) * (to[1]! - from[1]!);
    const row = Math.max(0, Math.ceil((90 - lat) * landCellsPerDegree - 0.5));
    if (row < rows) cells[row * cols + (((col % cols) + cols) % cols)]! ^= 1;
  }
}

type Position = readonly number[];

function landRings(): Position[][] {
  // `require` reads JSON and CommonJS in every Node release without import attributes, and finds both packages from
  // wherever this one is installed.
  const require = createRequire(import.meta.url);
  const topology = require("world-atlas/land-50m.json") as Parameters<typeof toGeoJson>[0];
  const { feature } = require("topojson-client") as { feature: typeof toGeoJson };
  const land = feature(topology, topology.objects.land!);
  const features = land.type === "FeatureCollection" ? land.features : [land];
  return features.flatMap(({ geometry }) => {
    if (geometry.type === "MultiPolygon") return geometry.coordinates.flat();
    return geometry.type === "Polygon" ? geometry.coordinates : [];
  });
}
