import type { ParasolGranule } from "@atcs/dataset/granules";
import { type PixelVariable, pixelFill } from "./pixel-variables.ts";
import type { SwathWindow } from "./window.ts";

/** What {@link bandPixels} looks at. */
export interface BandRange {
  /** First row of the window. */
  readonly first: number;
  readonly rows: number;
  readonly hasLandSeaFlag: boolean;
  readonly signal?: AbortSignal | undefined;
}

const surfaces = [0, 50, 100];

/** What is known of the pixels of some rows of a window: [rows, cols] each. */
export async function bandPixels(
  parasol: ParasolGranule,
  window: SwathWindow,
  { first, rows, hasLandSeaFlag, signal }: BandRange,
): Promise<Partial<Record<PixelVariable, Float32Array>>> {
  const { grid, firstRow, cols } = window;
  const box = { row: firstRow + first, col: 0, rows, cols: grid.cols };
  const options = signal === undefined ? {} : { signal };
  const counts = await parasol.readViewCounts(box, options);
  const land = hasLandSeaFlag ? (await parasol.readPhysical("land_sea_flag", box, options)).data : undefined;
  const image = (name: PixelVariable): Float32Array => new Float32Array(rows * cols).fill(pixelFill[name]);
  const [lat, lon, column] = [image("lat"), image("lon"), image("polder_column")];
  const [views, surface] = [image("number_of_views"), image("land_sea_flag")];
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < cols; x++, i++) {
      const col = window.gridCol(first + y, x);
      if (col < 0) continue;
      const place = grid.toLatLon(firstRow + first + y, col);
      lat[i] = place.lat;
      lon[i] = place.lon;
      column[i] = col;
      const at = y * grid.cols + col;
      if (counts[at]! > 0) views[i] = counts[at]!;
      if (land !== undefined && surfaces.includes(land[at]!)) surface[i] = land[at]!;
    }
  }
  return { lat, lon, polder_column: column, number_of_views: views, ...(land && { land_sea_flag: surface }) };
}
