import { checkLatitude, checkLongitude } from "../_check.ts";
import { checkObject, checkOptions } from "../_check-options.ts";
import { deepFreeze } from "../_deep-freeze.ts";
import { describeValue } from "../_describe.ts";
import { PatchError } from "../errors.ts";
import { defaultGrid } from "../grid/_default-grid.ts";
import { wrapLongitude } from "../grid/longitude.ts";
import type { PolderGrid } from "../grid/polder-grid.ts";
import { equirectangularLatLon, equirectangularSpans } from "./_equirectangular.ts";
import { sinusoidalLatLon, sinusoidalSpans } from "./_sinusoidal.ts";
import { enclosingWindow, type PatchWindow, type RowSpan } from "./window.ts";

/**
 * How a patch lies on Earth: `sinusoidal` are the grid's own pixels; `equirectangular` has constant steps of latitude
 * and longitude, so that east and north have the same direction everywhere.
 */
export type Projection = "equirectangular" | "sinusoidal";

/** Rows and columns of a patch unless said otherwise. */
export const defaultPatchSize = 100;

/** Projection of a patch unless said otherwise. */
export const defaultProjection = "equirectangular";

/** Where a patch is to be. */
export interface PatchDefinition {
  /** @default "equirectangular" */
  readonly projection?: Projection;
  /** Degrees north of the patch's centre, which is at index `(size - 1) / 2`. */
  readonly centerLat: number;
  /** Degrees east of the centre, any turn. */
  readonly centerLon: number;
  /** Rows and columns. @default 100 */
  readonly size?: number;
  /** @default the full-resolution grid */
  readonly grid?: PolderGrid;
}

/** A square of `size` rows and columns, row 0 in the north. */
export interface Patch {
  readonly projection: Projection;
  readonly size: number;
  readonly centerLat: number;
  /** Degrees east in [-180, 180). */
  readonly centerLon: number;
  readonly grid: PolderGrid;
  /** What must be read of a granule for it. */
  readonly window: PatchWindow;
}

/**
 * A patch about a centre, and the part of the grid that it needs.
 *
 * - `sinusoidal`: `size` rows from `round(18 (90 - lat) - 0.5 - (size - 1) / 2)`, 18 being the grid's rows per degree;
 *   in row r `size` columns from `round(3239.5 + lon N / 180 - (size - 1) / 2)`, N being half of the row's length,
 *   wrapped at the antimeridian. Halves are rounded up, that is south and east.
 * - `equirectangular`: rows 1/18 degree apart, columns 180/N degrees apart, with N of the row that holds the centre.
 *
 * @example
 * ```ts
 * import { definePatch, patchLatLon } from "@atcs/colocate";
 *
 * const patch = definePatch({ centerLat: 43.6, centerLon: 179.9 });
 * console.log(patch.window.boxes.length); // 2: it crosses the antimeridian
 * console.log(patchLatLon(patch).lon);
 * ```
 *
 * @throws CoordinateError for a centre that is not on Earth; PatchError when the patch leaves the grid or comes so near
 * a pole that a row has fewer than `size` cells; TypeError or RangeError for a wrong projection or size
 */
export function definePatch(definition: PatchDefinition): Patch {
  checkOptions("definePatch", definition);
  const {
    projection = defaultProjection,
    centerLat,
    centerLon,
    size = defaultPatchSize,
    grid = defaultGrid,
  } = definition;
  if (projection !== "equirectangular" && projection !== "sinusoidal") {
    throw new TypeError(
      `definePatch: projection must be "equirectangular" or "sinusoidal", got ${describeValue(projection)}`,
    );
  }
  if (!Number.isInteger(size) || size < 2 || size > grid.rows) {
    throw new RangeError(`definePatch: size must be an integer from 2 to ${grid.rows}, got ${size}`);
  }
  checkLatitude(centerLat, " of the patch's centre");
  checkLongitude(centerLon, " of the patch's centre");
  const place = { projection, size, centerLat, centerLon: wrapLongitude(centerLon), grid };
  const spans = projection === "sinusoidal" ? sinusoidalSpans(place) : equirectangularSpans(place);
  checkSpans(place, spans);
  return Object.freeze({ ...place, window: deepFreeze(enclosingWindow(grid, spans)) });
}

/**
 * Latitude and longitude of the centres of all pixels of a patch, by formula: arrays of [size, size], longitudes in
 * [-180, 180).
 */
export function patchLatLon(patch: Patch): { lat: Float64Array; lon: Float64Array } {
  checkObject("patchLatLon: the patch", patch);
  return patch.projection === "sinusoidal" ? sinusoidalLatLon(patch) : equirectangularLatLon(patch);
}

function checkSpans({ size, centerLat, centerLon, grid }: Omit<Patch, "window">, spans: readonly RowSpan[]): void {
  const where = `the patch of ${size} x ${size} pixels about ${centerLat} N, ${centerLon} E`;
  const north = spans[0]!.row;
  const south = spans[spans.length - 1]!.row;
  if (north < 0 || south >= grid.rows) {
    throw new PatchError(`${where} needs the rows ${north} to ${south}: expected rows from 0 to ${grid.rows - 1}`);
  }
  // Rows are shortest at either end.
  for (const row of [north, south]) {
    const length = 2 * grid.halfLength(row);
    if (length < size) {
      throw new PatchError(`${where} needs row ${row}, which has ${length} cells: expected at least ${size}`);
    }
  }
}
