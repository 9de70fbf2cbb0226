import { type PolderGrid, type Random, seededRandom } from "@atcs/colocate";
import type { PixelBlock, SwathBlock } from "../granules/types.ts";
import { radianceCount } from "../radiance/bands.ts";
import { addInstrumentNoise, normalNumbers } from "../radiance/noise.ts";
import { simulateRadiances } from "../radiance/simulate-radiances.ts";
import type { SurfaceReflection, ViewGeometry } from "../radiance/types.ts";
import { createPixelViews, maxViews, type PixelViews } from "../views/pixel-views.ts";
import type { SwathInterval } from "../views/swath-rows.ts";
import type { ViewFinder } from "../views/view-finder.ts";
import { createCloudGrid } from "./_cloud-grid.ts";
import { type CountWriter, createCountWriter } from "./_count-writer.ts";
import type { DefectFinder, PixelDefects } from "./_defects.ts";
import { createGroundFinder } from "./_ground.ts";
import { createSightFinder, createSightLines, type SightLines } from "./_line-of-sight.ts";
import type { World } from "./types.ts";

/** What all blocks of a scene share. */
export interface BlockContext {
  readonly world: World;
  readonly grid: PolderGrid;
  readonly tai93: number;
  /** Name of the granule, by which noise and defects are drawn. */
  readonly granule: string;
  readonly viewFinder: ViewFinder;
  readonly defectFinder: DefectFinder;
  /** Of the block and the rows around it. */
  readonly surroundings: readonly SwathInterval[];
}

/** From this optical thickness on, cloud_indicator says cloudy; below the other, clear. */
const cloudyThickness = 0.5;
const clearThickness = 0.1;

/** What PARASOL measures of the pixels of a block. */
export function measureBlock(context: BlockContext, block: SwathBlock): PixelBlock {
  const { world, grid, tai93, viewFinder, defectFinder } = context;
  const rows = block.intervals.map(({ row }) => row);
  const cloudGrid = createCloudGrid(world, grid, context.surroundings, Math.min(...rows), Math.max(...rows) + 1, tai93);
  const sightFinder = createSightFinder(cloudGrid);
  const groundFinder = createGroundFinder(world.surface, tai93);
  const { ground } = groundFinder;
  const counts = createCountWriter(block.count);
  const views = createPixelViews();
  const lines = createSightLines();
  const defects: PixelDefects = { maxViews, isIncomplete: false };
  const measurement = new Float32Array(radianceCount);
  const radiate = createRadiator();
  const draw = new Float64Array(4);
  const cellLatDeg = 1 / grid.rowsPerDegree;

  let pixel = 0;
  let generators = createRowGenerators(context, -1);
  for (const { row, firstCol, lastCol } of block.intervals) {
    const lat = grid.latitude(row);
    const cellLonDeg = 180 / grid.halfLength(row);
    if (generators.row !== row) generators = createRowGenerators(context, row);
    for (let col = firstCol; col <= lastCol; col++, pixel++) {
      const lon = grid.longitude(row, col);
      viewFinder.find(lat, lon, views);
      keepLit(views);
      drawDefect(generators.defect, draw);
      defectFinder.find(lat, lon, viewFinder.trackDistanceM(lat, lon), draw[0]!, defects);
      const count = Math.min(views.count, defects.maxViews);
      groundFinder.find(lat, lon);
      counts.writeGround(pixel, lat, lon, ground.landSeaFlag, ground.reflection);
      counts.writeViews(pixel, views, count);
      for (let view = 0; view < count; view++) {
        sightFinder.cross(lat, lon, cellLatDeg, cellLonDeg, views.thetav[view]!, views.viewAzimuth[view]!, lines);
        radiate(views, view, lines, ground.reflection, measurement);
        addInstrumentNoise(measurement, generators.noise);
        counts.writeRadiances(pixel, view, measurement);
        if (view === count >> 1) counts.writeCloudIndicator(pixel, cloudIndicator(lines));
      }
      // Views that a defect takes draw their noise all the same, so that it changes nothing of its neighbours.
      for (let skipped = (views.count - count) * radianceCount; skipped > 0; skipped--) generators.noise();
      if (defects.isIncomplete && count > 0) dropSomeValues(counts, pixel, count, draw);
    }
  }
  const { firstRow, endRow, intervals } = block;
  return { firstRow, endRow, intervals, count: block.count, fields: counts.fields };
}

/** The generators of a row: what is drawn for it does not depend on the rows that the scene begins and ends with. */
function createRowGenerators({ world, granule }: BlockContext, row: number) {
  return {
    row,
    noise: normalNumbers(seededRandom(world.seed, "noise", granule, row)),
    defect: seededRandom(world.seed, "defective pixels", granule, row),
  };
}

/** PARASOL takes images of what the sun lights: leave out views from which it is below the horizon. */
function keepLit(views: PixelViews): void {
  let lit = 0;
  for (let view = 0; view < views.count; view++) {
    if (views.thetas[view]! >= 90) continue;
    if (lit < view) {
      for (const column of [
        views.tai93,
        views.thetav,
        views.phi,
        views.thetas,
        views.viewAzimuth,
        views.along,
        views.across,
      ]) {
        column[lit] = column[view]!;
      }
    }
    lit++;
  }
  views.count = lit;
}

/** The light of a pixel: that of its parts, by their shares. */
function createRadiator() {
  const geometry: ViewGeometry = { thetas: 0, thetav: 0, phi: 0 };
  const part = new Float32Array(radianceCount);
  return (views: PixelViews, view: number, lines: SightLines, surface: SurfaceReflection, out: Float32Array): void => {
    geometry.thetas = views.thetas[view]!;
    geometry.thetav = views.thetav[view]!;
    geometry.phi = views.phi[view]!;
    if (lines.count === 1) {
      simulateRadiances(geometry, lines.stacks[0]!, surface, out);
      return;
    }
    out.fill(0);
    for (let i = 0; i < lines.count; i++) {
      simulateRadiances(geometry, lines.stacks[i]!, surface, part);
      const share = lines.shares[i]!;
      for (let k = 0; k < radianceCount; k++) out[k] = out[k]! + share * part[k]!;
    }
  };
}

function cloudIndicator(lines: SightLines): number {
  let thickness = 0;
  for (let i = 0; i < lines.count; i++) {
    const { count, opticalThickness } = lines.stacks[i]!;
    for (let layer = 0; layer < count; layer++) thickness += lines.shares[i]! * opticalThickness[layer]!;
  }
  return thickness >= cloudyThickness ? 100 : thickness < clearThickness ? 0 : 50;
}

/** What decides on a pixel's defects: as many numbers for each, whatever comes of them. */
function drawDefect(random: Random, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = random();
}

/** All views of one field, or one view of one field. */
function dropSomeValues(counts: CountWriter, pixel: number, count: number, draw: Float64Array): void {
  const field = Math.floor(draw[1]! * radianceCount);
  if (draw[2]! < 0.5) counts.dropValues(pixel, field, count);
  else counts.dropValues(pixel, field, count, Math.floor(draw[3]! * count));
}
