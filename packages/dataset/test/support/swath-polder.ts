import { PolderGrid, polderCodes, polderFields } from "@atcs/colocate";
import type { Hdf5AttributeInput } from "@atcs/hdf/write";
import { type SmallField, smallPolder, smallRows } from "./small-polder.ts";

export const smallGrid: PolderGrid = new PolderGrid(smallRows);

/** Is a pixel in the swath: a band of 20 columns, also where rows are short? */
export function inSwath(row: number, col: number): boolean {
  return row >= 4 && row < 32 && col >= 30 && col < 42 && smallGrid.contains(row, col);
}

/** Views of the pixels of the swath: 13, or 14 in every other column. */
export function viewsAt(row: number, col: number): number {
  return inSwath(row, col) ? 13 + (col % 2) : 0;
}

const degreesFill = -(2 ** 31) + 1;

/** The values of a granule with a swath, as documented: positions by the formula, fill outside, views from slot 0. */
function swathField(name: string): Partial<SmallField> {
  const { dtype = "uint8", directional } = polderFields.get(name)!;
  if (name === "Nviews") return { count: (row, col) => viewsAt(row, col) || 255 };
  if (name === "Latitude") {
    return { count: (row, col) => (inSwath(row, col) ? Math.round(1e7 * smallGrid.latitude(row)) : degreesFill) };
  }
  if (name === "Longitude") {
    return { count: (row, col) => (inSwath(row, col) ? Math.round(1e7 * smallGrid.longitude(row, col)) : degreesFill) };
  }
  if (name === "surface_altitude" || name === "phis") {
    return { count: (row, col) => (inSwath(row, col) ? 120 : 32767) };
  }
  if (!directional) return { count: (row, col) => (inSwath(row, col) ? 50 : 255) };
  const { fill, missing } = polderCodes[dtype as "int16"];
  const [used, unused] = name.startsWith("theta") || name === "phi" ? [20_000, 0] : [1000, missing];
  return {
    count: (row, col, view) => (!inSwath(row, col) ? fill : view < viewsAt(row, col) ? used : unused),
  };
}

/**
 * A granule of POLDER level 1B on a grid of 36 rows that is as documented in all but its size.
 * @param changes as of {@link smallPolder}
 */
export async function swathPolder(
  changes: Readonly<Record<string, Partial<SmallField> | null>> = {},
  attributes?: Readonly<Record<string, Hdf5AttributeInput>>,
): Promise<Uint8Array> {
  const usual = [...polderFields].filter(([, { usual }]) => usual).map(([name]) => name);
  const fields = Object.fromEntries(
    usual.map((name) => [name, changes[name] === null ? null : { ...swathField(name), ...changes[name] }]),
  );
  const further = Object.entries(changes).filter(([name]) => !usual.includes(name));
  return smallPolder({ ...fields, ...Object.fromEntries(further) }, attributes);
}
