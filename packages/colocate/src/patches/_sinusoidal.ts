import type { PolderGrid } from "../grid/polder-grid.ts";
import type { Patch } from "./patch.ts";
import { type RowSpan, windowPixel } from "./window.ts";

type Place = Pick<Patch, "grid" | "size" | "centerLat" | "centerLon">;

/** The first row of a sinusoidal patch; may lie outside of the grid. */
export function sinusoidalTop({ grid, size, centerLat }: Omit<Place, "centerLon">): number {
  return Math.round(grid.rowsPerDegree * (90 - centerLat) - 0.5 - (size - 1) / 2);
}

/** The first column of a sinusoidal patch in a row of the grid, not wrapped. */
export function sinusoidalStart(grid: PolderGrid, size: number, centerLon: number, row: number): number {
  return Math.round(grid.colPosition(row, centerLon) - (size - 1) / 2);
}

/** The cells of a sinusoidal patch. Rows outside of the grid get an empty span, which the caller refuses. */
export function sinusoidalSpans(place: Place): RowSpan[] {
  const { grid, size, centerLon } = place;
  const top = sinusoidalTop(place);
  return Array.from({ length: size }, (_, i) => {
    const row = top + i;
    if (row < 0 || row >= grid.rows) return { row, first: 0, last: -1 };
    const first = sinusoidalStart(grid, size, centerLon, row);
    return { row, first, last: first + size - 1 };
  });
}

/** Numbers in the window of the pixels of a sinusoidal patch: [size, size]. */
export function sinusoidalPixels(patch: Patch): Int32Array {
  const { size, window } = patch;
  const pixels = new Int32Array(size * size);
  forEachCell(patch, (i, row, col) => {
    pixels[i] = windowPixel(window, row, col);
  });
  return pixels;
}

export function sinusoidalLatLon(patch: Patch): { lat: Float64Array; lon: Float64Array } {
  const { grid, size } = patch;
  const lat = new Float64Array(size * size);
  const lon = new Float64Array(size * size);
  forEachCell(patch, (i, row, col) => {
    const center = grid.toLatLon(row, col);
    lat[i] = center.lat;
    lon[i] = center.lon;
  });
  return { lat, lon };
}

/** Calls back with each pixel of a sinusoidal patch and the cell that it is. */
export function forEachCell(patch: Patch, visit: (i: number, row: number, col: number) => void): void {
  const { grid, size, centerLon } = patch;
  const top = sinusoidalTop(patch);
  for (let y = 0; y < size; y++) {
    const row = top + y;
    const start = sinusoidalStart(grid, size, centerLon, row);
    for (let x = 0; x < size; x++) visit(y * size + x, row, grid.wrapCol(row, start + x));
  }
}
