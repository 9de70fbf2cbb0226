import { CoordinateError, PolderGrid } from "@atcs/colocate";
import { cloudTypesAt, cloudTypesAtHeights } from "../clouds/cloud-types-at-heights.ts";
import { heightBinCount, truthHeights } from "../granules/height-bins.ts";
import type { SwathBlock, TruthBlock } from "../granules/types.ts";
import { checkLatRange } from "../orbit/_lat-range.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import { profileTrack } from "../orbit/profile-track.ts";
import { maxViews } from "../views/pixel-views.ts";
import { type SwathInterval, swathRows } from "../views/swath-rows.ts";
import { createViewFinder } from "../views/view-finder.ts";
import { swathBlocks } from "./_blocks.ts";
import { marginCells } from "./_cloud-grid.ts";
import { createDefectFinder } from "./_defects.ts";
import { measureBlock } from "./_measure-block.ts";
import { sceneLabels, timeDifferences } from "./labels.ts";
import type { Scene, SceneOptions, World } from "./types.ts";

/**
 * What PARASOL and CloudSat meet on the sunlit half of an orbit: the image and its labels are of the same clouds.
 *
 * A pixel's measurement depends on the seed, the orbit and the pixel, not on the range of latitudes. Blocks are computed
 * when they are asked for, one at a time: about 80 microseconds a pixel.
 *
 * @throws RangeError for a range of latitudes that cannot be
 * @example
 * ```ts
 * import { createScene, createWorld, halfOrbit } from "@atcs/simulator";
 *
 * const scene = createScene(createWorld(0), halfOrbit(80, 176), { latRange: [4, 7] });
 * for (const { count, fields } of scene.measurements()) console.log(count, fields.get("I865P")?.length);
 * console.log(scene.sceneTruth(5.5, scene.track.lon[0]!)); // cloud types from 24.9 km down
 * ```
 */
export function createScene(world: World, orbit: HalfOrbit, options: SceneOptions = {}): Scene {
  const { latRange = [-90, 90], withDefects = false } = options;
  checkLatRange("createScene", latRange);
  const grid = new PolderGrid();
  const tai93 = orbit.nodeTai93;
  const granule = `${orbit.cycle}/${orbit.orbit}`;
  const viewFinder = createViewFinder(orbit);
  const surroundings = swathRows(orbit, grid, { latRange: widened(latRange, marginCells / grid.rowsPerDegree) });
  const intervals = surroundings.filter(({ row }) => isWithin(grid.latitude(row), latRange));
  const blocks = swathBlocks(intervals);
  const track = profileTrack(orbit, { latRange });

  return {
    orbit,
    latRange,
    withDefects,
    tai93,
    grid,
    intervals,
    blockCount: blocks.length,
    track,
    *measurements() {
      const defectFinder = createDefectFinder(world.seed, granule, orbit, maxViews, withDefects);
      for (const block of blocks) {
        const near = surroundings.filter(({ row }) => isNear(row, block));
        const context = { world, grid, tai93, granule, viewFinder, defectFinder, surroundings: near };
        yield measureBlock(context, block);
      }
    },
    *truth() {
      for (const block of blocks) yield truthBlock(world, grid, block, tai93);
    },
    labels: () => ({
      ...sceneLabels(world, granule, track, tai93),
      timeDifferenceSec: timeDifferences(track, viewFinder),
    }),
    sceneTruth(lat, lon) {
      if (!(Math.abs(lat) <= 90)) throw new CoordinateError(`latitude is ${lat}: expected -90 to 90 degrees`);
      if (!Number.isFinite(lon)) throw new CoordinateError(`longitude is ${lon}: expected degrees, of any turn`);
      return cloudTypesAt(world.clouds, lat, lon, tai93, truthHeights);
    },
  };
}

/** The clouds above the centres of the pixels of a block. */
function truthBlock({ clouds }: World, grid: PolderGrid, block: SwathBlock, tai93: number): TruthBlock {
  const lat = new Float64Array(block.count);
  const lon = new Float64Array(block.count);
  let pixel = 0;
  for (const { row, firstCol, lastCol } of block.intervals) {
    for (let col = firstCol; col <= lastCol; col++, pixel++) {
      lat[pixel] = grid.latitude(row);
      lon[pixel] = grid.longitude(row, col);
    }
  }
  const columns = clouds.columnsAt(lat, lon, tai93);
  const types = new Uint8Array(block.count * heightBinCount);
  for (let i = 0; i < block.count; i++) {
    cloudTypesAtHeights(columns, i, truthHeights, types.subarray(i * heightBinCount, (i + 1) * heightBinCount));
  }
  return { ...block, types };
}

function widened([south, north]: readonly [number, number], by: number): readonly [number, number] {
  return [Math.max(-90, south - by), Math.min(90, north + by)];
}

function isWithin(lat: number, [south, north]: readonly [number, number]): boolean {
  return lat >= south && lat <= north;
}

function isNear(row: SwathInterval["row"], { firstRow, endRow }: SwathBlock): boolean {
  return row >= firstRow - marginCells && row < endRow + marginCells;
}
