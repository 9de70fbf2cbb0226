import {
  checkFunction,
  checkInteger,
  checkOptions,
  checkSignal,
  checkText,
  describeValue,
} from "../../config/check.ts";

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
  /** Called after each tile, or after as many as the predictor has workers. */
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

/** @throws TypeError for options that there are not, and values of another kind; RangeError for a date that is none */
export function checkGranuleOptions(options: PredictGranuleOptions): void {
  checkOptions("predictGranule", options, [
    ...["granule", "out", "tileSize", "overlap", "minViews", "latRange", "institution", "now", "onProgress", "signal"],
  ]);
  const { granule, out, latRange, institution, now = new Date(), onProgress, signal } = options;
  checkText("granule", granule, "the path of a PARASOL granule");
  checkText("out", out, "the path of the file that is written");
  if (latRange !== undefined && !Array.isArray(latRange)) {
    throw new TypeError(`latRange is ${describeValue(latRange)}: expected south and north, degrees`);
  }
  if (institution !== undefined) checkText("institution", institution, "a text");
  if (!(now instanceof Date)) throw new TypeError(`now is ${describeValue(now)}: expected a Date`);
  if (Number.isNaN(now.getTime())) throw new RangeError("now is an invalid Date: expected a time");
  checkFunction("onProgress", onProgress);
  checkSignal(signal);
}

/** @throws TypeError for what is no number, RangeError for one that cannot be */
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
