import { type CloudScenarioParts, encodeCloudScenario, type Random, seededRandom, unknownLabel } from "@atcs/colocate";
import { cloudTypesAtHeights } from "../clouds/cloud-types-at-heights.ts";
import { deepConvection, nimbostratus, stratocumulus } from "../clouds/types.ts";
import { heightBinCount, profileHeights } from "../granules/height-bins.ts";
import type { TrackProfiles } from "../orbit/profile-track.ts";
import { airTemperatureC, northernSummer } from "../surface/climate.ts";
import { createPixelViews } from "../views/pixel-views.ts";
import type { ViewFinder } from "../views/view-finder.ts";
import type { SceneLabels, World } from "./types.ts";

type ProfileLabels = Omit<SceneLabels, "timeDifferenceSec">;

/** Codes of the flags of cloud_scenario. */
const onLand = 1;
const onSea = 2;
const tropical = 1;
const middleLatitudes = 2;
const polar = 3;
const radarAndModis = 1;
const lowQuality = 0;
const confident = 1;
const liquid = 1;
const solid = 2;
const possibleDrizzle = 3;

/** Echoes of the ground reach so far up: what lies there is less certain. */
const clutterM = 1200;
/** Stratocumulus of this optical thickness may drizzle. */
const drizzleThickness = 15;

/** Shares of profiles of which nothing was measured, and of which some bins are lacking. */
const lostProfiles = 0.005;
const incompleteProfiles = 0.005;
/** Bins, at most. */
const longestGap = 20;

/** Slot of the columns that holds low and deep clouds. */
const lowSlot = 2;

/** The arrays of a cloud scenario, shape [P, 125] each. */
type ScenarioParts = Record<keyof CloudScenarioParts, Uint8Array>;

/** What the radar and lidar see of the clouds along the track, which they see as they are. */
export function sceneLabels(world: World, granule: string, track: TrackProfiles, tai93: number): ProfileLabels {
  const { surface, clouds } = world;
  const profiles = track.lat.length;
  const heights = profileHeights(track.tai93);
  const columns = clouds.columnsAt(track.lat, track.lon, tai93);
  const summer = northernSummer(tai93);
  const parts = createParts(profiles * heightBinCount);
  for (let p = 0; p < profiles; p++) {
    const lat = track.lat[p]!;
    const lon = track.lon[p]!;
    const from = p * heightBinCount;
    const end = from + heightBinCount;
    cloudTypesAtHeights(columns, p, heights.subarray(from, end), parts.cloudScenario.subarray(from, end));
    const isLand = surface.isLand(lat, lon);
    const groundM = surface.altitudeM(lat, lon);
    parts.landSeaFlag.fill(isLand ? onLand : onSea, from, end);
    parts.latitudeFlag.fill(latitudeClass(lat), from, end);
    const rain = airTemperatureC(lat, groundM, summer, isLand) > 0 ? liquid : solid;
    const drizzles = columns.opticalThickness[lowSlot * profiles + p]! > drizzleThickness;
    for (let k = from; k < end; k++) {
      const aboveGround = heights[k]! - groundM;
      // Below the ground nothing can be determined.
      parts.cloudScenarioFlag[k] = aboveGround > 0 ? 1 : 0;
      parts.qualityFlag[k] = aboveGround > clutterM ? confident : lowQuality;
      parts.precipitationFlag[k] = precipitation(parts.cloudScenario[k]!, rain, drizzles);
    }
    loseBins(seededRandom(world.seed, "profiles", granule, track.tai93[p]!), parts, from, end);
  }
  return { heights, scenarioWords: encodeCloudScenario(parts) };
}

/**
 * CALIOP minus PARASOL, in whole minutes as in the product: PARASOL has the time of the view nearest to the nadir.
 * @returns seconds, shape [P]
 */
export function timeDifferences(track: TrackProfiles, viewFinder: ViewFinder): Float32Array {
  const views = createPixelViews();
  return Float32Array.from(track.tai93, (time, p) => {
    viewFinder.find(track.lat[p]!, track.lon[p]!, views);
    let nearest = 0;
    for (let view = 1; view < views.count; view++) {
      if (views.thetav[view]! < views.thetav[nearest]!) nearest = view;
    }
    return 60 * Math.round((time - views.tai93[nearest]!) / 60);
  });
}

function createParts(length: number): ScenarioParts {
  return {
    cloudScenario: new Uint8Array(length),
    cloudScenarioFlag: new Uint8Array(length),
    landSeaFlag: new Uint8Array(length),
    latitudeFlag: new Uint8Array(length),
    algorithmFlag: new Uint8Array(length).fill(radarAndModis),
    qualityFlag: new Uint8Array(length),
    precipitationFlag: new Uint8Array(length),
  };
}

function latitudeClass(lat: number): number {
  if (Math.abs(lat) < 30) return tropical;
  return Math.abs(lat) < 60 ? middleLatitudes : polar;
}

function precipitation(type: number, rain: number, drizzles: boolean): number {
  if (type === nimbostratus || type === deepConvection) return rain;
  return type === stratocumulus && drizzles ? possibleDrizzle : 0;
}

/** A profile is lost as a whole, or lacks a run of bins, or, mostly, nothing. */
function loseBins(random: Random, parts: ScenarioParts, from: number, end: number): void {
  const fate = random();
  if (fate >= lostProfiles + incompleteProfiles) return;
  const isLost = fate < lostProfiles;
  const first = isLost ? from : from + Math.floor(random() * heightBinCount);
  const last = isLost ? end : Math.min(end, first + 1 + Math.floor(random() * longestGap));
  for (const part of Object.values(parts)) part.fill(unknownLabel, first, last);
}
