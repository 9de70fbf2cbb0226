import { resolve } from "node:path";
import type { Projection } from "@atcs/colocate";
import { taskShape } from "@atcs/dataset";
import { openParasolGranule, type ParasolGranule } from "@atcs/dataset/granules";
import { joinedValues } from "../../engines/state/values.ts";
import { TrainError } from "../../errors.ts";
import type { Predictor } from "../predictor.ts";
import { BandWriter } from "./band-writer.ts";
import { binHeights } from "./bin-heights.ts";
import { Blend, rampWeights } from "./blend.ts";
import { CfFile } from "./cf-file.ts";
import { fileAttributes } from "./file-attributes.ts";
import { granuleDefaults } from "./granule-defaults.ts";
import { type LoadedTile, loadedTiles } from "./loaded-tiles.ts";
import { checkGranuleOptions, type GranuleSettings, granuleSettings, type PredictGranuleOptions } from "./options.ts";
import { outputVariable } from "./output-variable.ts";
import { findSwath } from "./swath.ts";
import { tileableRows, tileRows } from "./tiles.ts";
import { SwathWindow } from "./window.ts";

/** A file of predictions of a granule. */
export interface GranulePrediction {
  /** Absolute. */
  readonly file: string;
  readonly rows: number;
  readonly cols: number;
  /** Pixels with a prediction. */
  readonly pixels: number;
  readonly tiles: number;
}

/**
 * Predict a whole PARASOL half orbit: an HDF5 file by the CF conventions, which netCDF-4 programs read.
 *
 * The image is cut into overlapping tiles in the projection of the dataset, each of which is prepared as its instances are. Logits
 * are read at the pixels of the POLDER grid, between pixels of a tile as training reads them at labels, and those of several tiles
 * are blended. The file has `cloud_type` (bytes) or `cloud_probability` (float32) over (height, row, col), or (row, col) of
 * `bin_seg_2d`, with `lat`, `lon`, the nominal `height` of each bin in metres, which is the median over label points of the
 * dataset, the number of views, land and sea. Memory holds the logits of a band of tiles, and of as many tiles as the predictor has
 * workers.
 *
 * @throws (rejects with) TrainError TRAIN_DATASET for a granule without a usable pixel, or with other fields than the dataset;
 * TRAIN_IO when the file cannot be written; errors of `@atcs/dataset/granules` and `@atcs/hdf` for a granule that lacks a field or
 * is damaged; TypeError and RangeError for wrong options; the reason of the signal. Nothing is left of the file then.
 */
export async function predictGranule(predictor: Predictor, options: PredictGranuleOptions): Promise<GranulePrediction> {
  checkGranuleOptions(options);
  const { signal } = options;
  if (resolve(options.out) === resolve(options.granule)) {
    throw new RangeError(`out is ${JSON.stringify(options.out)}, the granule itself: expected another file`);
  }
  await using parasol = await openParasolGranule(options.granule, { ...(signal && { signal }) });
  const { projection, ...defaults } = await granuleDefaults(predictor.data, parasol, signal);
  const settings = granuleSettings(options, defaults);
  const window = await usableWindow(parasol, settings, signal);
  const file = await createFile(predictor, parasol, window, settings, options);
  try {
    const counts = await predictTiles(predictor, { parasol, window, file }, { ...settings, projection }, options);
    signal?.throwIfAborted();
    await file.close();
    return { file: resolve(options.out), rows: window.rows, cols: window.cols, ...counts };
  } catch (error) {
    await file.abort();
    throw error;
  }
}

async function usableWindow(
  parasol: ParasolGranule,
  { size, minViews, latRange: [south, north] }: GranuleSettings,
  signal: AbortSignal | undefined,
): Promise<SwathWindow> {
  const { grid, fileName } = parasol;
  const [first, end] = tileableRows(grid, size);
  if (end - first < size) throw new RangeError(`tileSize is ${size}: too large for a grid of ${grid.rows} rows`);
  // Rows with their centres between the limits.
  const [northernmost, southernmost] = [grid.rowAt(north), grid.rowAt(south)];
  const begin = northernmost + (grid.latitude(northernmost) > north ? 1 : 0);
  const rows = [
    Math.max(first, begin),
    Math.min(end, southernmost + (grid.latitude(southernmost) < south ? 0 : 1)),
  ] as const;
  const swath = await findSwath(parasol, { minViews, rows, signal });
  if (swath !== undefined) return new SwathWindow(swath);
  const where = `between ${south} and ${north} degrees north`;
  const problem = `no pixel ${where} has ${minViews} views or more: is it the right granule? (minViews, latRange)`;
  throw new TrainError("TRAIN_DATASET", problem, { file: fileName });
}

async function createFile(
  predictor: Predictor,
  parasol: ParasolGranule,
  window: SwathWindow,
  settings: GranuleSettings,
  options: PredictGranuleOptions,
): Promise<CfFile> {
  const { task, dataset } = predictor.config;
  const { signal } = options;
  const found = task === "bin_seg_2d" ? undefined : await binHeights(predictor.data, dataset.heightBins, { signal });
  return CfFile.create(resolve(options.out), window, {
    bandRows: settings.size - settings.overlap,
    variable: outputVariable(task),
    heights: found?.heights,
    heightComment: `median over ${found?.points} CloudSat profiles of the dataset`,
    hasLandSeaFlag: hasLandSeaFlag(parasol),
    attributes: fileAttributes(predictor, parasol, settings, options),
  });
}

interface Opened {
  readonly parasol: ParasolGranule;
  readonly window: SwathWindow;
  readonly file: CfFile;
}

async function predictTiles(
  { session, config, data, workers }: Predictor,
  { parasol, window, file }: Opened,
  settings: GranuleSettings & { readonly projection: Projection },
  { onProgress, signal }: PredictGranuleOptions,
): Promise<Pick<GranulePrediction, "pixels" | "tiles">> {
  const { size, overlap, minViews } = settings;
  const [firstBin, endBin] = config.dataset.heightBins;
  const { outputs, bins } = taskShape(config.task, endBin - firstBin);
  const blend = new Blend(window, outputs * bins, rampWeights(size, overlap));
  const rows = tileRows(window, settings);
  const total = rows.reduce((sum, { tiles }) => sum + tiles.length, 0);
  const source = { parasol, window, blend, task: config.task, bins, bandRows: size - overlap, signal };
  const bands = new BandWriter(file, { ...source, hasLandSeaFlag: hasLandSeaFlag(parasol) });
  const loading = { minViews, signal, together: workers };
  let done = 0;
  for await (const group of loadedTiles({ parasol, window, data }, rows, loading)) {
    const seen = group.filter(({ cells }) => cells.length > 0);
    const logits = await logitsOf(seen);
    const length = logits.length / seen.length;
    for (const [i, { top, cells }] of seen.entries()) {
      await bands.writeBefore(top - window.firstRow);
      blend.add(cells, logits.subarray(i * length, (i + 1) * length));
    }
    done += group.length;
    onProgress?.(done, total);
    signal?.throwIfAborted();
  }
  await bands.writeBefore(window.rows);
  return { pixels: bands.pixels, tiles: total };

  async function logitsOf(tiles: readonly LoadedTile[]): Promise<Float32Array> {
    if (tiles.length === 0) return new Float32Array();
    const inputs = joinedValues(tiles.map(({ input }) => input));
    return session.logitsDense(inputs, [tiles.length, data.channelCount, size, size]);
  }
}

function hasLandSeaFlag(parasol: ParasolGranule): boolean {
  return parasol.hasField("land_sea_flag") && !parasol.field("land_sea_flag").directional;
}
