import type { LandMask } from "./land-mask.ts";

/** Cells per degree of the distance and altitude grids. */
export const altitudeCellsPerDegree = 4;

const kmPerDegree = 111.195; // of a sphere of 6371 km

/**
 * Distance of land cells to the nearest sea cell, in km, on a grid of 0.25 degree, [720, 1440]; 0 over sea.
 *
 * A two-pass chamfer transform (Borgefors, Computer Vision, Graphics, and Image Processing 34, 1986), its steps scaled by
 * the cosine of the latitude. The passes are run twice so that distances travel across the antimeridian.
 */
export function coastDistanceKm(mask: LandMask): Float32Array {
  const rows = 180 * altitudeCellsPerDegree;
  const cols = 360 * altitudeCellsPerDegree;
  const distance = new Float32Array(rows * cols);
  const scale = mask.rows / rows;
  for (let row = 0; row < rows; row++) {
    const maskRow = Math.floor((row + 0.5) * scale) * mask.cols;
    for (let col = 0; col < cols; col++) {
      distance[row * cols + col] = mask.cells[maskRow + Math.floor((col + 0.5) * scale)] ? 1e6 : 0;
    }
  }
  for (let pass = 0; pass < 2; pass++) {
    for (let row = 0; row < rows; row++) relaxRow(distance, rows, cols, row, 1);
    for (let row = rows - 1; row >= 0; row--) relaxRow(distance, rows, cols, row, -1);
  }
  return distance;
}

/** Lets a row learn from the row before it and from its neighbours, in the direction of the pass. */
function relaxRow(distance: Float32Array, rows: number, cols: number, row: number, direction: 1 | -1): void {
  const north = kmPerDegree / altitudeCellsPerDegree;
  const east = north * Math.cos(((90 - (row + 0.5) / altitudeCellsPerDegree) * Math.PI) / 180);
  const diagonal = Math.hypot(north, east);
  const other = row - direction;
  const hasOther = other >= 0 && other < rows;
  for (let i = 0; i < cols; i++) {
    const col = direction === 1 ? i : cols - 1 - i;
    const index = row * cols + col;
    let best = distance[index]!;
    if (best === 0) continue;
    const before = (col - direction + cols) % cols;
    const after = (col + direction + cols) % cols;
    best = Math.min(best, distance[row * cols + before]! + east);
    if (hasOther) {
      best = Math.min(
        best,
        distance[other * cols + col]! + north,
        distance[other * cols + before]! + diagonal,
        distance[other * cols + after]! + diagonal,
      );
    }
    distance[index] = best;
  }
}
