import { bilinearCorners, type ImageExtent, unknownLabel } from "@atcs/colocate";
import type { PickleValue } from "../pickle/types.ts";
import { checkCloudTypes } from "../tasks.ts";
import type { LabelFlag, StoredLabels } from "../types.ts";
import {
  arrayOf,
  checkRange,
  dictOf,
  int16Of,
  type LabelArray,
  type LabelDict,
  type LabelPlace,
  labelError,
} from "./_label-arrays.ts";

/** Names of the flags in a file of labels. */
export const labelFlags: readonly LabelFlag[] = /* @__PURE__ */ Object.freeze([
  "cloud_scenario_flag",
  "land_sea_flag",
  "latitude_flag",
  "algorithm_flag",
  "quality_flag",
  "precipitation_flag",
] as const);

/** Where labels come from, and the image that they are for. */
export interface ReadLabelsOptions extends LabelPlace {
  /** Rows and columns of the image, which every corner must be in. */
  readonly extent: ImageExtent;
}

/** Weights of a point may miss 1 by this much: they may have been stored as float32. */
const weightTolerance = 1e-3;

/**
 * The labels of an instance from what its pickle holds, in either published layout and any of numpy's types.
 * @throws DatasetError DATASET_INSTANCE, naming instance and file, when something is missing, lengths disagree, a corner
 * lies outside of the image, weights do not sum to 1, or a value cannot be
 */
export function readLabels(value: PickleValue, { extent, ...place }: ReadLabelsOptions): StoredLabels {
  const dict = dictOf(value, "the content", place);
  checkId(dict, place);
  const lat = arrayOf(dict.get("lat"), "lat", [undefined], place);
  const count = lat.shape[0]!;
  const lon = arrayOf(dict.get("lon"), "lon", [count], place);
  checkRange(lat, "lat", [-90, 90], place);
  checkRange(lon, "lon", [-180, 360], place);
  const scenarios = dictOf(dict.get("cloud_scenario"), "cloud_scenario", place);
  const classes = arrayOf(scenarios.get("cloud_scenario"), "cloud_scenario", [count, undefined], place);
  const bins = classes.shape[1]!;
  if (bins < 1) throw labelError("cloud_scenario has no height bins", place);
  const height = arrayOf(dict.get("height"), "height", [count, bins], place);
  const time = arrayOf(dict.get("time"), "time", [count], place);
  return {
    count,
    bins,
    lat: Float32Array.from(lat.data),
    lon: Float32Array.from(lon.data),
    time: Float64Array.from(time.data),
    height: int16Of(height, "height", place),
    cloudScenario: cloudTypesOf(classes, bins, place),
    flags: flagsOf(scenarios, count, bins, place),
    ...stencilOf(dict, count, extent, place),
  };
}

function checkId(dict: LabelDict, place: LabelPlace): void {
  const id = dict.get("instance_id") ?? dict.get("instance id");
  if (id === undefined || id === null || String(id) === String(place.instanceId)) return;
  const found = typeof id === "object" ? "something else" : String(id).slice(0, 80);
  throw labelError(`its instance_id is ${found}: expected ${place.instanceId}`, place);
}

function cloudTypesOf(classes: LabelArray, bins: number, place: LabelPlace): Uint8Array<ArrayBuffer> {
  const types = Uint8Array.from(classes.data);
  for (let i = 0; i < types.length; i++) {
    if (types[i] === classes.data[i]) continue;
    throw labelError(
      `cloud_scenario is ${classes.data[i]} at element ${i}: expected 0 to 8, or 255 for unknown`,
      place,
    );
  }
  checkCloudTypes(types, bins, place);
  return types;
}

/** What older datasets leave out is unknown. */
function flagsOf(scenarios: LabelDict, count: number, bins: number, place: LabelPlace): StoredLabels["flags"] {
  const flags = labelFlags.map((name): [LabelFlag, Int16Array] => {
    const value = scenarios.get(name);
    if (value === undefined) return [name, new Int16Array(count * bins).fill(unknownLabel)];
    return [name, int16Of(arrayOf(value, name, [count, bins], place), name, place)];
  });
  return Object.fromEntries(flags) as Record<LabelFlag, Int16Array>;
}

type Stencil = Pick<StoredLabels, "positions" | "corners" | "weights">;

function stencilOf(dict: LabelDict, count: number, extent: ImageExtent, place: LabelPlace): Stencil {
  if (dict.has("patch_idx")) return fractionalStencil(dict, count, extent, place);
  if (dict.has("corner_idx")) return cornerStencil(dict, count, extent, place);
  throw labelError("it has neither patch_idx nor corner_idx", place);
}

function fractionalStencil(dict: LabelDict, count: number, extent: ImageExtent, place: LabelPlace): Stencil {
  const { height, width } = extent;
  const [rows, cols] = rowsAndColumns(dict.get("patch_idx"), count, place);
  checkRange(rows, "the row of patch_idx", [0, height - 1], place);
  checkRange(cols, "the column of patch_idx", [0, width - 1], place);
  const positions = new Float64Array(2 * count);
  for (let p = 0; p < count; p++) {
    positions[2 * p] = rows.data[p]!;
    positions[2 * p + 1] = cols.data[p]!;
  }
  if (height < 2 || width < 2) {
    throw labelError(`the image has ${height} x ${width} pixels: fractional labels need at least 2 x 2`, place);
  }
  const { corners, weights } = bilinearCorners(positions, extent);
  return { positions, corners, weights };
}

/** A tuple of rows and columns; or an array of both. */
function rowsAndColumns(value: PickleValue | undefined, count: number, place: LabelPlace): [LabelArray, LabelArray] {
  if (Array.isArray(value)) {
    if (value.length !== 2) throw labelError(`patch_idx has ${value.length} parts: expected rows and columns`, place);
    return [arrayOf(value[0], "patch_idx[0]", [count], place), arrayOf(value[1], "patch_idx[1]", [count], place)];
  }
  const { data } = arrayOf(value, "patch_idx", [2, count], place);
  const both = Float64Array.from(data);
  return [
    { data: both.subarray(0, count), shape: [count] },
    { data: both.subarray(count), shape: [count] },
  ];
}

function cornerStencil(dict: LabelDict, count: number, { height, width }: ImageExtent, place: LabelPlace): Stencil {
  const { data } = arrayOf(dict.get("corner_idx"), "corner_idx", [count, 4, 2], place);
  const given = arrayOf(dict.get("corner_weights"), "corner_weights", [count, 4], place);
  const corners = Int32Array.from(data);
  for (let i = 0; i < corners.length; i++) {
    const size = i % 2 === 0 ? height : width;
    if (corners[i] === data[i] && corners[i]! >= 0 && corners[i]! < size) continue;
    const axis = i % 2 === 0 ? "row" : "column";
    throw labelError(
      `the ${axis} of corner ${(i >> 1) % 4} of point ${i >> 3} is ${data[i]}: expected 0 to ${size - 1}`,
      place,
    );
  }
  checkRange(given, "corner_weights", [-weightTolerance, 1 + weightTolerance], place);
  const weights = Float64Array.from(given.data);
  for (let p = 0; p < count; p++) {
    const sum = weights[4 * p]! + weights[4 * p + 1]! + weights[4 * p + 2]! + weights[4 * p + 3]!;
    if (Math.abs(sum - 1) <= weightTolerance) continue;
    throw labelError(`the weights of point ${p} sum to ${sum}: expected 1`, place);
  }
  return { positions: undefined, corners, weights };
}
