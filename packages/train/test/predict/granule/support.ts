import { PolderGrid } from "@atcs/colocate";
import { openParasolGranule, type ParasolGranule } from "@atcs/dataset/granules";
import { type SmallField, smallPolder, smallRows } from "../../../../dataset/test/support/small-polder.ts";
import { findSwath } from "../../../src/predict/granule/swath.ts";
import { SwathWindow } from "../../../src/predict/granule/window.ts";

/** Rows of 5 degrees. */
export const smallGrid: PolderGrid = new PolderGrid(smallRows);

/** Is a pixel in the swath? By latitude and longitude of its centre. */
export type InSwath = (lat: number, lon: number) => boolean;

/** A swath of 60 degrees about a meridian, slanted as orbits are. */
export function slanted(meridian: number, [south, north]: readonly [number, number] = [-65, 65]): InSwath {
  return (lat, lon) => {
    const away = Math.abs(((((lon - meridian - lat / 4 + 180) % 360) + 360) % 360) - 180);
    return lat > south && lat < north && away < 30;
  };
}

/** A granule on the small grid with 14 views in its swath, and none elsewhere. */
export async function smallGranule(
  inSwath: InSwath,
  changes: Readonly<Record<string, Partial<SmallField>>> = {},
): Promise<ParasolGranule> {
  return openParasolGranule(await smallGranuleBytes(inSwath, changes));
}

/** The same as a file. */
export function smallGranuleBytes(
  inSwath: InSwath,
  changes: Readonly<Record<string, Partial<SmallField>>> = {},
): Promise<Uint8Array> {
  const isIn = (row: number, col: number): boolean =>
    smallGrid.contains(row, col) && inSwath(smallGrid.latitude(row), smallGrid.longitude(row, col));
  return smallPolder({
    I670P: { count: (row, col, view) => (!isIn(row, col) ? 32767 : view < 14 ? pixelCount(row, col) : -32767) },
    Nviews: { count: (row, col) => (isIn(row, col) ? 14 : 255) },
    land_sea_flag: { count: (row, col) => (isIn(row, col) ? (col % 2) * 100 : 255) },
    ...changes,
  });
}

/** I670P of the small granule as a count of 0.0001: another one in each pixel. */
export function pixelCount(row: number, col: number): number {
  return 100 * row + col;
}

/** The window of a swath on the small grid. */
export async function smallWindow(inSwath: InSwath): Promise<SwathWindow> {
  await using parasol = await smallGranule(inSwath);
  return new SwathWindow((await findSwath(parasol, { minViews: 13, rows: [0, smallRows] }))!);
}
