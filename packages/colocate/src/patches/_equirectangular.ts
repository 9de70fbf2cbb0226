import { wrapLongitude } from "../grid/longitude.ts";
import type { Patch } from "./patch.ts";
import { type RowSpan, windowPixel } from "./window.ts";

type Place = Pick<Patch, "grid" | "size" | "centerLat" | "centerLon">;

/**
 * Where the rows of an equirectangular patch lie between those of the grid: output row i lies `fraction` of a row south
 * of grid row `top + i`, for every i, as both have the same step.
 */
export function equirectangularTop({ grid, size, centerLat }: Omit<Place, "centerLon">): {
  top: number;
  fraction: number;
} {
  const position = grid.rowsPerDegree * (90 - centerLat) - 0.5 - (size - 1) / 2;
  const top = Math.floor(position);
  return { top, fraction: position - top };
}

/** Degrees of longitude from one column of an equirectangular patch to the next. */
export function longitudeStep({ grid, centerLat }: Pick<Patch, "grid" | "centerLat">): number {
  return 180 / grid.halfLength(grid.rowAt(centerLat));
}

/** For each grid row that the patch needs, `size + 1` of them, the columns that enclose its longitudes. */
export function equirectangularSpans(place: Place): RowSpan[] {
  const { grid, size, centerLon } = place;
  const { top } = equirectangularTop(place);
  const reach = ((size - 1) / 2) * longitudeStep(place);
  return Array.from({ length: size + 1 }, (_, i) => {
    const row = top + i;
    if (row < 0 || row >= grid.rows) return { row, first: 0, last: -1 };
    const first = Math.floor(grid.colPosition(row, centerLon - reach));
    return { row, first, last: Math.floor(grid.colPosition(row, centerLon + reach)) + 1 };
  });
}

/** Longitudes of the columns, not wrapped. */
export function columnLongitudes(patch: Place): Float64Array {
  const { size, centerLon } = patch;
  const step = longitudeStep(patch);
  return Float64Array.from({ length: size }, (_, x) => centerLon + (x - (size - 1) / 2) * step);
}

export function equirectangularLatLon(patch: Patch): { lat: Float64Array; lon: Float64Array } {
  const { grid, size, centerLat } = patch;
  const lat = new Float64Array(size * size);
  const lon = new Float64Array(size * size);
  const longitudes = columnLongitudes(patch).map(wrapLongitude);
  for (let y = 0; y < size; y++) {
    lat.fill(centerLat + ((size - 1) / 2 - y) / grid.rowsPerDegree, y * size, (y + 1) * size);
    lon.set(longitudes, y * size);
  }
  return { lat, lon };
}

/** How each pixel of an equirectangular patch is made from four of the grid. */
export interface Resampling {
  /** Numbers in the window of the four enclosing pixels, NW, NE, SW, SE: [size, size, 4]. */
  readonly pixels: Int32Array;
  /** Their bilinear weights, which add up to 1: [size, size, 4]. */
  readonly weights: Float64Array;
  /** Which of the four, 0 to 3, is the cell that holds the pixel's centre: [size, size]. */
  readonly nearest: Uint8Array;
}

export function equirectangularResampling(patch: Patch): Resampling {
  const { size } = patch;
  const { fraction } = equirectangularTop(patch);
  const { west, east, eastward } = enclosingColumns(patch);
  const pixels = new Int32Array(size * size * 4);
  const weights = new Float64Array(size * size * 4);
  const nearest = new Uint8Array(size * size);
  for (let i = 0; i < size * size; i++) {
    // The grid rows north and south of output row y are the y-th and the one after it.
    const south = i + size;
    const northEastward = eastward[i]!;
    const southEastward = eastward[south]!;
    pixels[4 * i] = west[i]!;
    pixels[4 * i + 1] = east[i]!;
    pixels[4 * i + 2] = west[south]!;
    pixels[4 * i + 3] = east[south]!;
    weights[4 * i] = (1 - fraction) * (1 - northEastward);
    weights[4 * i + 1] = (1 - fraction) * northEastward;
    weights[4 * i + 2] = fraction * (1 - southEastward);
    weights[4 * i + 3] = fraction * southEastward;
    // A border between two cells belongs to the southern and the eastern one, as in PolderGrid.toPixel.
    nearest[i] = fraction < 0.5 ? (northEastward < 0.5 ? 0 : 1) : southEastward < 0.5 ? 2 : 3;
  }
  return { pixels, weights, nearest };
}

/** For each grid row and output column: [size + 1, size] pixels west and east of it, and how far it lies between. */
function enclosingColumns(patch: Patch): { west: Int32Array; east: Int32Array; eastward: Float64Array } {
  const { grid, size, window } = patch;
  const { top } = equirectangularTop(patch);
  const longitudes = columnLongitudes(patch);
  const west = new Int32Array((size + 1) * size);
  const east = new Int32Array((size + 1) * size);
  const eastward = new Float64Array((size + 1) * size);
  for (let y = 0; y <= size; y++) {
    const row = top + y;
    for (let x = 0; x < size; x++) {
      const position = grid.colPosition(row, longitudes[x]!);
      const col = Math.floor(position);
      const i = y * size + x;
      west[i] = windowPixel(window, row, grid.wrapCol(row, col));
      east[i] = windowPixel(window, row, grid.wrapCol(row, col + 1));
      eastward[i] = position - col;
    }
  }
  return { west, east, eastward };
}
