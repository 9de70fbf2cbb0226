import type { GridBox, PolderGrid } from "@atcs/colocate";
import type { OperationOptions } from "@atcs/hdf";
import type { ParasolGranule } from "../parasol.ts";
import { certain, compare } from "./_finding.ts";
import type { SwathScan } from "./_swath-scan.ts";
import { shareText } from "./_text.ts";
import type { Finding } from "./types.ts";

/** Cells by which stored positions may differ from the formula: rounding of coarse types, and what moves neighbours. */
const roundedCells = 0.1;
const wrongCells = 0.5;

/** Do the stored coordinates, and the ends of rows, agree with the formula of the grid? Positions follow from it. */
export async function gridFindings(
  granule: ParasolGranule,
  boxes: readonly GridBox[],
  scan: SwathScan | undefined,
  options: OperationOptions,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (scan !== undefined) {
    const views = scan.byCount.slice(1).reduce((sum, count) => sum + count, 0);
    const found =
      scan.offEarth === 0 ? "none" : `${scan.offEarth} (${shareText(scan.offEarth, views)} of those with views)`;
    const note = "they have no place on Earth: rows are centred in another way than documented";
    findings.push(
      compare("pixels with views beyond the ends of rows", found, certain("none"), {
        note,
        matters: scan.offEarth > 0,
      }),
    );
  }
  for (const [name, error] of [
    ["Latitude", latitudeError],
    ["Longitude", longitudeError],
  ] as const) {
    if (!granule.hasField(name) || granule.field(name).directional || Number.isNaN(granule.field(name).scale)) continue;
    const { data } = await granule.readPhysical(name, boxes, options);
    findings.push(agreement(name, errorsOf(granule.grid, boxes, data, error)));
  }
  return findings;
}

/** Cells from where the formula has a pixel to where the file has it: to the south, or to the east. */
type CellError = (grid: PolderGrid, row: number, col: number, stored: number) => number;

const latitudeError: CellError = (grid, row, _col, stored) => (grid.latitude(row) - stored) * grid.rowsPerDegree;

const longitudeError: CellError = (grid, row, col, stored) => {
  const difference = stored - grid.longitude(row, col);
  return ((difference - 360 * Math.round(difference / 360)) * grid.halfLength(row)) / 180;
};

function errorsOf(grid: PolderGrid, boxes: readonly GridBox[], data: ArrayLike<number>, error: CellError): number[] {
  const errors: number[] = [];
  let i = 0;
  for (const box of boxes) {
    for (let row = box.row; row < box.row + box.rows; row++) {
      for (let col = box.col; col < box.col + box.cols; col++, i++) {
        if (!Number.isNaN(data[i]) && grid.contains(row, col)) errors.push(error(grid, row, col, data[i]!));
      }
    }
  }
  return errors;
}

function agreement(name: "Latitude" | "Longitude", errors: readonly number[]): Finding {
  const subject = `${name} against the formula of the grid`;
  if (errors.length === 0) return compare(subject, "no sampled pixel has a value", undefined);
  const worst = errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const [unit, positive, negative] = name === "Latitude" ? ["rows", "south", "north"] : ["columns", "east", "west"];
  const shift = `${Math.abs(mean).toFixed(3)} ${unit} to the ${mean < 0 ? negative : positive} on average`;
  const found = `${errors.length} pixels agree to ${worst.toFixed(3)} ${unit}${worst > roundedCells ? `, ${shift}` : ""}`;
  return compare(
    subject,
    found,
    certain("the pixel centre", () => worst <= roundedCells),
    {
      note:
        worst > wrongCells
          ? "positions are taken from the formula, and would be wrong"
          : "positions are taken from the formula",
      matters: worst > wrongCells,
    },
  );
}
