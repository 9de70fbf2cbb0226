/** What {@link predictGranule} predicts. */
export interface PredictGranuleOptions {
  /** Path of a PARASOL level 1B granule (HDF5). */
  readonly granule: string;
  /** Path of the file that is written. */
  readonly out: string;
  /** Rows and columns of a tile. @default those of the images of the dataset */
  readonly tileSize?: number | undefined;
  /** Rows and columns that tiles share, 1 to half of a tile. @default a quarter of a tile */
  readonly overlap?: number | undefined;
  /** Views that a pixel needs for a prediction. @default what the images of the dataset were made with, else 13 */
  readonly minViews?: number | undefined;
  /** Southern and northern limit, degrees north. @default the whole half orbit */
  readonly latRange?: readonly [south: number, north: number] | undefined;
  /** Where the file is made, its attribute `institution`. @default that of the input */
  readonly institution?: string | undefined;
  /** The time that `history` names. @default now */
  readonly now?: Date | undefined;
  /** Called after each tile. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options with their values, of the tiles and pixels. */
export interface GranuleSettings {
  readonly size: number;
  readonly overlap: number;
  readonly minViews: number;
  readonly latRange: readonly [south: number, north: number];
}

/** What options depend on. */
export interface GranuleDefaults {
  /** Rows and columns of the images of the dataset. */
  readonly size: number;
  readonly minViews: number;
  /** Slots for views. */
  readonly views: number;
}

/** @throws RangeError for a number that cannot be */
export function granuleSettings(options: PredictGranuleOptions, defaults: GranuleDefaults): GranuleSettings {
  const { tileSize: size = defaults.size, minViews = defaults.minViews, latRange = [-90, 90] } = options;
  checkInteger("tileSize", size, 4, 3000);
  const { overlap = Math.round(size / 4) } = options;
  // Between the last pixel of a tile and the first of the next must be no gap.
  checkInteger("overlap", overlap, 1, Math.floor(size / 2));
  checkInteger("minViews", minViews, 1, defaults.views);
  const [south, north] = latRange;
  if (south >= -90 && north <= 90 && south < north) return { size, overlap, minViews, latRange };
  throw new RangeError(`latRange is [${south}, ${north}]: expected south and north, from -90 to 90 degrees`);
}

function checkInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${name} is ${value}: expected an integer from ${least} to ${most}`);
}
