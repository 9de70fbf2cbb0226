import { seededRandom } from "@atcs/colocate";
import { groundPoint } from "../orbit/ground-track.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import { periodSec } from "../orbit/reference-orbit.ts";

/** Beyond this distance from the track, which no patch of 100 pixels with 10 of padding reaches, defects always are. */
export const defectFreeM = 650_000;

/** Most views of ground that lacks some. */
export const fewViews = 12;

const radians = Math.PI / 180;
const earthRadiusKm = 6371;

/** What is wrong in a place. */
type DefectKind = "few-views" | "dead" | "missing";
const kinds: readonly DefectKind[] = ["few-views", "dead", "missing"];

/** A disc on the ground. */
interface DefectArea {
  readonly kind: DefectKind;
  /** Unit vector to its middle. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Cosine of its radius as an angle at the centre of the Earth. */
  readonly cosRadius: number;
}

/** One stretch of the track is two degrees. */
const areasPerDegree = 0.5;

/** Where along the half orbit areas lie is drawn for each stretch, so a limit of latitude does not move them. */
const stretches = 164 * areasPerDegree;

/** Shares of stretches that have an area on either far side, and near the track when there are defects. */
const farShare = 0.5;
const nearShare = 0.35;

/** Shares of the pixels of an area that are dead or lack values; and of all pixels far from the track. */
const shareInArea = 0.1;
const deadFar = 0.004;
const missingFar = 0.008;

/** What is wrong with a pixel. */
export interface PixelDefects {
  /** Views at most: 0 for a dead pixel. */
  maxViews: number;
  /** Some fields lack values. */
  isIncomplete: boolean;
}

/** Says what is wrong with pixels. */
export interface DefectFinder {
  /**
   * @param trackDistanceM of the pixel
   * @param draw a number of [0, 1) for this pixel
   */
  find(lat: number, lon: number, trackDistanceM: number, draw: number, out: PixelDefects): void;
}

/**
 * The defects of a granule: ground with 12 views, clusters of dead pixels and of missing values, as discs of 30 to 90 km,
 * and single pixels anywhere far from the track. All of them lie more than 650 km from the track, unless `nearTrack`:
 * then some discs lie within 500 km of it as well.
 *
 * @param granule name that the draw goes by
 */
export function createDefectFinder(
  seed: number,
  granule: string,
  orbit: HalfOrbit,
  mostViews: number,
  nearTrack: boolean,
): DefectFinder {
  const areas = drawAreas(seed, granule, orbit, nearTrack);
  return {
    find(lat, lon, trackDistanceM, draw, out) {
      const isFar = trackDistanceM > defectFreeM;
      out.maxViews = mostViews;
      out.isIncomplete = false;
      if (!isFar && !nearTrack) return;
      let dead = isFar ? deadFar : 0;
      let missing = isFar ? missingFar : 0;
      const x = Math.cos(lat * radians) * Math.cos(lon * radians);
      const y = Math.cos(lat * radians) * Math.sin(lon * radians);
      const z = Math.sin(lat * radians);
      for (const area of areas) {
        if (area.x * x + area.y * y + area.z * z < area.cosRadius) continue;
        if (area.kind === "few-views") out.maxViews = fewViews;
        else if (area.kind === "dead") dead = shareInArea;
        else missing = shareInArea;
      }
      if (draw < dead) out.maxViews = 0;
      else out.isIncomplete = draw < dead + missing;
    },
  };
}

function drawAreas(seed: number, granule: string, orbit: HalfOrbit, nearTrack: boolean): DefectArea[] {
  const areas: DefectArea[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    for (const side of ["left", "right", "near"] as const) {
      const random = seededRandom(seed, "defects", granule, stretch, side);
      const isNear = side === "near";
      if (isNear ? !nearTrack || random() >= nearShare : random() >= farShare) continue;
      const acrossKm = isNear ? 500 * (2 * random() - 1) : (side === "left" ? -1 : 1) * (700 + 80 * random());
      const elapsed = ((stretch + random()) / stretches - 0.5) * (periodSec / 2);
      areas.push(areaBeside(orbit, elapsed, acrossKm, 30 + 60 * random(), kinds[Math.floor(3 * random())]!));
    }
  }
  return areas;
}

/** @param elapsed seconds since the ascending node */
function areaBeside(
  orbit: HalfOrbit,
  elapsed: number,
  acrossKm: number,
  radiusKm: number,
  kind: DefectKind,
): DefectArea {
  const here = vectorAt(orbit, elapsed);
  const ahead = vectorAt(orbit, elapsed + 1);
  // To the right of the track: ahead x here, of which one second of flight is 1.06 mrad.
  const right = [
    ahead[1] * here[2] - ahead[2] * here[1],
    ahead[2] * here[0] - ahead[0] * here[2],
    ahead[0] * here[1] - ahead[1] * here[0],
  ] as const;
  const length = Math.hypot(...right);
  const angle = acrossKm / earthRadiusKm;
  const along = Math.cos(angle);
  const across = Math.sin(angle) / length;
  return {
    kind,
    x: along * here[0] + across * right[0],
    y: along * here[1] + across * right[1],
    z: along * here[2] + across * right[2],
    cosRadius: Math.cos(radiusKm / earthRadiusKm),
  };
}

function vectorAt(orbit: HalfOrbit, elapsed: number): readonly [number, number, number] {
  const { lat, lon } = groundPoint(orbit, orbit.nodeTai93 + elapsed);
  const cosLat = Math.cos(lat * radians);
  return [cosLat * Math.cos(lon * radians), cosLat * Math.sin(lon * radians), Math.sin(lat * radians)];
}
