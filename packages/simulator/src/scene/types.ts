import type { PolderGrid } from "@atcs/colocate";
import type { CloudField } from "../clouds/cloud-field.ts";
import type { PixelBlock, TruthBlock } from "../granules/types.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import type { TrackProfiles } from "../orbit/profile-track.ts";
import type { Surface } from "../surface/surface.ts";
import type { SwathInterval } from "../views/swath-rows.ts";

/** The Earth of one seed: the same for all granules of an archive. */
export interface World {
  readonly seed: number;
  readonly surface: Surface;
  readonly clouds: CloudField;
}

/** What CloudSat and CALIPSO see along the track. */
export interface SceneLabels {
  /** Middles of the bins, metres above sea level: shape [P, 125]. */
  readonly heights: Int16Array;
  /** cloud_scenario of 2B-CLDCLASS, -32768 where nothing was measured: shape [P, 125]. */
  readonly scenarioWords: Int16Array;
  /** CALIOP minus PARASOL in seconds, in whole minutes as in the product: shape [P]. */
  readonly timeDifferenceSec: Float32Array;
}

/** Options of `createScene`. */
export interface SceneOptions {
  /** Only what lies between these latitudes, south and north, in degrees. @default the whole half orbit */
  readonly latRange?: readonly [number, number];
  /** Ground with few views, missing values and dead pixels near the track as well. @default false */
  readonly withDefects?: boolean;
}

/** What the A-Train meets on the sunlit half of one orbit. */
export interface Scene {
  readonly orbit: HalfOrbit;
  readonly latRange: readonly [number, number];
  readonly withDefects: boolean;
  /** The clouds are those of this time, TAI93: they stand still while the satellites pass. */
  readonly tai93: number;
  readonly grid: PolderGrid;
  /** The swath: pixels that at least one image shows. In the polar night they have no view. */
  readonly intervals: readonly SwathInterval[];
  /** Blocks that `measurements` and `truth` give. */
  readonly blockCount: number;
  /** CloudSat's profiles, in order of time. */
  readonly track: TrackProfiles;
  /** PARASOL's image, a block at a time from north to south; blocks without pixels are left out. */
  measurements(): Iterable<PixelBlock>;
  /** The truth in the same blocks. */
  truth(): Iterable<TruthBlock>;
  labels(): SceneLabels;
  /**
   * The clouds above a point, in the swath or not: the type of each bin of `truthHeights`, 0 none to 8.
   * @throws CoordinateError
   */
  sceneTruth(lat: number, lon: number): Uint8Array;
}
