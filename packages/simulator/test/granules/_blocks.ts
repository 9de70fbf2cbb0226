import { PolderGrid, polderViews } from "@atcs/colocate";
import { createCounts, type FieldCounts, type ParasolField, parasolFields } from "../../src/granules/parasol-fields.ts";
import type { PixelBlock, SwathBlock, TruthBlock } from "../../src/granules/types.ts";
import { swathBlocks } from "../../src/scene/_blocks.ts";
import type { SwathInterval } from "../../src/views/swath-rows.ts";

/** 2008-06-03T01:34:54 to 02:24:20 UTC. */
export const acquisition = { beginTai93: 486_610_500, endTai93: 486_613_466 };

export const grid: PolderGrid = new PolderGrid();

/** Views that every pixel has. */
export const viewCount = 14;

/**
 * Some rows near 30 and 23 degrees north, with the row of chunks from 1134 between them without pixels: across the border
 * of chunks at column 3240, and across the antimeridian.
 */
export const intervals: readonly SwathInterval[] = [1086, 1087, 1133, 1190].flatMap((row) => [
  { row, firstCol: grid.firstCol(row), lastCol: grid.firstCol(row) + 2 },
  { row, firstCol: 3236 + (row % 2), lastCol: 3243 },
  { row, firstCol: grid.lastCol(row) - 4, lastCol: grid.lastCol(row) },
]);

export const pixels: number = intervals.reduce((sum, { firstCol, lastCol }) => sum + lastCol - firstCol + 1, 0);

/** Row and column of every pixel. */
export const places: readonly (readonly [row: number, col: number])[] = intervals.flatMap(
  ({ row, firstCol, lastCol }) =>
    Array.from({ length: lastCol - firstCol + 1 }, (_, i) => [row, firstCol + i] as const),
);

/** Blocks with what is to be there: two, of three and one rows. */
export function swath(): SwathBlock[] {
  return swathBlocks(intervals);
}

export function pixelBlocks(): PixelBlock[] {
  let first = 0;
  return swath().map((block) => {
    const fields = new Map(Array.from(parasolFields, ([name, field]) => [name, countsOf(field, first, block.count)]));
    first += block.count;
    return { ...block, fields };
  });
}

/** The count of a field at a pixel in a view. */
export function countAt(field: ParasolField, pixel: number, view = 0): number {
  if (field.name === "Nviews") return viewCount;
  const isAngle = /^(phi|thetas|thetav)$/.test(field.name);
  if (view >= viewCount) return isAngle ? 0 : field.missing;
  if (field.name === "I443NP" && pixel === 5) return field.missing;
  return 1 + ((pixel * 31 + view * 7 + field.name.length * 13) % 100);
}

function countsOf(field: ParasolField, first: number, count: number): FieldCounts {
  const counts = createCounts(field, count);
  const views = field.directional ? polderViews : 1;
  for (let i = 0; i < counts.length; i++) counts[i] = countAt(field, first + Math.floor(i / views), i % views);
  return counts;
}

export function truthBlocks(): TruthBlock[] {
  let first = 0;
  return swath().map((block) => {
    const types = Uint8Array.from({ length: block.count * 125 }, (_, i) =>
      typeAt(first + Math.floor(i / 125), i % 125),
    );
    first += block.count;
    return { ...block, types };
  });
}

export function typeAt(pixel: number, bin: number): number {
  return (pixel * 5 + bin) % 9;
}
