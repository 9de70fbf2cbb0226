import { cloudLayerCount, cloudTypes, highestCloudyBin, labelledProfiles } from "@atcs/colocate";
import { DatasetError } from "../errors.ts";
import { checkCloudTypes } from "../tasks.ts";

/** What is known of label points; a break-down is made of what there is. */
export interface PointProperties {
  /** Shape [P, K]: true cloud types, 0 to 8, 255 unknown. Bin 0 is the highest. */
  readonly truth: Uint8Array;
  /** K. */
  readonly bins: number;
  /** Shape [P]: degrees north. */
  readonly lat?: ArrayLike<number> | undefined;
  /** Shape [P, any number of bins]: `land_sea_flag` of the labels: 1 land, 2 sea, all else says nothing. */
  readonly landSeaFlag?: ArrayLike<number> | undefined;
  /** Shape [P]: valid views of the image at the point, 0 to 16. */
  readonly views?: ArrayLike<number> | undefined;
  /** For messages about what is wrong. */
  readonly instanceId?: number | undefined;
}

/** The group of each label point in the usual break-downs, shape [P] each; undefined for points in none. */
export interface PointGroups {
  /**
   * Type of the cloud at the top of the column, the one that is seen first from above: `cirrus` to `deep convection`,
   * or `no cloud`.
   */
  readonly cloudType: readonly (string | undefined)[];
  /**
   * `clear`, `single-layer` or `multi-layer`: layers are runs of cloudy bins, of any types, that a clear bin parts. An
   * unknown bin parts nothing.
   */
  readonly layers: readonly (string | undefined)[];
  /** Bands of 10 degrees, `-10..0`, the southern bound included; the north pole is in `80..90`. */
  readonly latitude: readonly (string | undefined)[];
  /** `land`, `sea`, `mixed` where bins of the column differ, or `unspecified`. */
  readonly surface: readonly (string | undefined)[];
  /** Number of valid views: `13`. */
  readonly views: readonly (string | undefined)[];
}

/**
 * Groups of label points for `GroupedScores`: by latitude, land and sea, type of the uppermost cloud, layers, and number
 * of valid views. Columns without a known bin have no cloud type and no layers.
 *
 * @returns only the break-downs for which there are properties
 * @throws TypeError or RangeError for wrong arguments; DatasetError DATASET_INSTANCE for properties of the wrong length,
 * latitudes that are none, numbers of views that are none, and what is no cloud type
 */
export function pointGroups(
  properties: PointProperties,
): Pick<PointGroups, "cloudType" | "layers"> & Partial<PointGroups> {
  if (typeof properties !== "object" || properties === null) throw new TypeError("the properties must be an object");
  const { truth, bins, lat, landSeaFlag, views } = properties;
  const place = { instanceId: properties.instanceId };
  const points = checkCloudTypes(truth, bins, place);
  const each = (name: string, values: ArrayLike<number>, nameOf: (value: number) => string | undefined): string[] => {
    if (values.length !== points) refuse(`${values.length} ${name}: expected ${points}, one for each point`, place);
    return Array.from(values, (value, p) => nameOf(value) ?? refuse(`${name} at point ${p} is ${value}`, place));
  };
  return {
    cloudType: points === 0 ? [] : topCloudTypes(truth, bins),
    layers: points === 0 ? [] : Array.from(cloudLayerCount(truth, bins), layerName),
    ...(lat === undefined ? {} : { latitude: each("latitude", lat, latitudeBand) }),
    ...(landSeaFlag === undefined ? {} : { surface: surfaces(landSeaFlag, points, place) }),
    ...(views === undefined ? {} : { views: each("number of views", views, viewsName) }),
  };
}

function topCloudTypes(truth: Uint8Array, bins: number): (string | undefined)[] {
  const labelled = labelledProfiles(truth, bins);
  return Array.from(highestCloudyBin(truth, bins), (top, p) => {
    if (labelled[p] === 0) return undefined;
    return cloudTypes[top < 0 ? 0 : truth[p * bins + top]!]!.name;
  });
}

function layerName(layers: number): string | undefined {
  if (layers < 0) return undefined;
  return ["clear", "single-layer"][layers] ?? "multi-layer";
}

function latitudeBand(lat: number): string | undefined {
  if (!(lat >= -90 && lat <= 90)) return undefined;
  const south = Math.min(Math.floor(lat / 10) * 10, 80);
  return `${south}..${south + 10}`;
}

function viewsName(views: number): string | undefined {
  return Number.isInteger(views) && views >= 0 && views <= 16 ? String(views) : undefined;
}

function surfaces(flags: ArrayLike<number>, points: number, place: { instanceId: number | undefined }): string[] {
  const bins = points === 0 ? 0 : flags.length / points;
  if (!Number.isInteger(bins) || (points === 0 && flags.length > 0)) {
    refuse(`${flags.length} land_sea_flags: expected the same number for each of ${points} points`, place);
  }
  return Array.from({ length: points }, (_, p) => {
    let land = false;
    let sea = false;
    for (let i = p * bins; i < (p + 1) * bins; i++) {
      if (flags[i] === 1) land = true;
      if (flags[i] === 2) sea = true;
    }
    if (land && sea) return "mixed";
    return land ? "land" : sea ? "sea" : "unspecified";
  });
}

function refuse(problem: string, place: { instanceId: number | undefined }): never {
  throw new DatasetError("DATASET_INSTANCE", problem, place);
}
