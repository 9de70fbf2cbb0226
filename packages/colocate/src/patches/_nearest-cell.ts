import { columnLongitudes, equirectangularTop } from "./_equirectangular.ts";
import { forEachCell } from "./_sinusoidal.ts";
import type { Patch } from "./patch.ts";

/** Calls back with the cell that holds each pixel of a patch, row by row. */
export function forEachNearestCell(patch: Patch, visit: (row: number, col: number) => void): void {
  if (patch.projection === "sinusoidal") {
    forEachCell(patch, (_, row, col) => visit(row, col));
    return;
  }
  const { grid, size } = patch;
  const { top, fraction } = equirectangularTop(patch);
  const longitudes = columnLongitudes(patch);
  for (let y = 0; y < size; y++) {
    const row = top + y + (fraction < 0.5 ? 0 : 1);
    for (let x = 0; x < size; x++) {
      visit(row, grid.wrapCol(row, Math.floor(grid.colPosition(row, longitudes[x]!) + 0.5)));
    }
  }
}
