// A half orbit as CALTRACK has them, and the swath of POLDER about it; for benchmarks.

import { PolderGrid } from "@atcs/colocate";

const degrees = Math.PI / 180;
const profiles = 3728;
const inclination = 98.2 * degrees;
/** Turn of the Earth during an orbit of 98.8 minutes, as a part of the orbit's own turn. */
const earthTurn = 98.8 / 1436;
/** Longitude of the equator crossing: the track, which drifts west, meets the antimeridian soon after. */
const crossing = -175;
/** Rows 80 S to 80 N, and the cells of each that are seen: 1570 km at the equator. */
const rows = { first: 180, count: 2880 };
const swathCells = 255;

/**
 * `track`: 3728 profiles, 5 km apart on a circular orbit over a sphere, going north.
 * `valid`: the mask of the 255 cells about the track in each of 2880 rows, 734,400 in all, in a box as wide as the grid.
 * `pixels`: the rows, then the columns, of those.
 */
export function halfOrbit() {
  const grid = new PolderGrid();
  const box = { row: rows.first, col: 0, rows: rows.count, cols: grid.cols };
  const data = new Uint8Array(box.rows * box.cols);
  const pixels = new Int32Array(2 * rows.count * swathCells);
  let found = 0;
  for (let row = box.row; row < box.row + box.rows; row++) {
    const lat = grid.latitude(row);
    const middle = grid.toPixel(lat, longitude(Math.asin(Math.sin(lat * degrees) / Math.sin(inclination)))).col;
    for (let k = 0; k < swathCells; k++) {
      const col = grid.wrapCol(row, middle - (swathCells >> 1) + k);
      data[(row - box.row) * box.cols + col] = 1;
      pixels[found] = row;
      pixels[found + pixels.length / 2] = col;
      found++;
    }
  }
  const angles = Array.from({ length: profiles }, (_, i) => ((i - (profiles - 1) / 2) * 5) / 6371);
  const lat = Float64Array.from(angles, (angle) => Math.asin(Math.sin(inclination) * Math.sin(angle)) / degrees);
  const lon = Float64Array.from(angles, longitude);
  return { track: { lat, lon }, valid: { boxes: [box], data }, pixels };
}

/** Longitude at an angle from the equator crossing, in degrees. */
function longitude(angle) {
  const inSpace = Math.atan2(Math.cos(inclination) * Math.sin(angle), Math.cos(angle));
  return crossing + (inSpace - earthTurn * angle) / degrees;
}
