import { labelFlags } from "../layout/read-labels.ts";
import type { LabelFlag, StoredLabels } from "../types.ts";
import type { elementTypes } from "./metadata.ts";

/** An array of labels: a row for each label point of the dataset, instance after instance. */
export interface LabelArray {
  readonly name: string;
  readonly dtype: Exclude<keyof typeof elementTypes, "int64">;
  /** Shape of a row, and names of its axes. */
  readonly row: readonly number[];
  readonly dimensions: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The rows of an instance, one after the other. */
  values(labels: StoredLabels): Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/** The arrays of fractional labels, or of those with corners, with this number of height bins. */
export function labelArrays(bins: number, isFractional: boolean): LabelArray[] {
  const plain = { row: [], dimensions: [], attributes: {} };
  const perBin = { row: [bins], dimensions: ["bin"], attributes: {} };
  const perFlag = { row: [labelFlags.length, bins], dimensions: ["flag", "bin"], attributes: { flags: labelFlags } };
  return [
    { name: "lat", dtype: "float32", ...plain, values: (labels) => labels.lat },
    { name: "lon", dtype: "float32", ...plain, values: (labels) => labels.lon },
    { name: "time", dtype: "float64", ...plain, values: (labels) => labels.time },
    { name: "height", dtype: "int16", ...perBin, values: (labels) => labels.height },
    { name: "cloud_scenario", dtype: "uint8", ...perBin, values: (labels) => labels.cloudScenario },
    { name: "flags", dtype: "int16", ...perFlag, values: joinFlags },
    ...(isFractional ? positionArrays() : cornerArrays()),
  ];
}

function positionArrays(): LabelArray[] {
  const shape = { row: [2], dimensions: ["axis"], attributes: {} };
  return [
    { name: "patch_idx", dtype: "float64", ...shape, values: (labels) => labels.positions ?? new Float64Array(0) },
  ];
}

function cornerArrays(): LabelArray[] {
  const corners = { row: [4, 2], dimensions: ["corner", "axis"], attributes: {} };
  const weights = { row: [4], dimensions: ["corner"], attributes: {} };
  return [
    { name: "corner_idx", dtype: "int32", ...corners, values: (labels) => labels.corners },
    { name: "corner_weights", dtype: "float64", ...weights, values: (labels) => labels.weights },
  ];
}

/** Shape [P, 6, bins] of six arrays [P, bins]. */
function joinFlags({ count, bins, flags }: StoredLabels): Int16Array {
  const joined = new Int16Array(count * labelFlags.length * bins);
  for (const [i, name] of labelFlags.entries()) {
    for (let p = 0; p < count; p++) {
      joined.set(flags[name].subarray(p * bins, (p + 1) * bins), (p * labelFlags.length + i) * bins);
    }
  }
  return joined;
}

/** The inverse: six arrays [P, bins] of [P, 6, bins]. */
export function splitFlags(joined: Int16Array, count: number, bins: number): StoredLabels["flags"] {
  const arrays = labelFlags.map((name, i): [LabelFlag, Int16Array] => {
    const flags = new Int16Array(count * bins);
    for (let p = 0; p < count; p++) {
      const start = (p * labelFlags.length + i) * bins;
      flags.set(joined.subarray(start, start + bins), p * bins);
    }
    return [name, flags];
  });
  return Object.fromEntries(arrays) as Record<LabelFlag, Int16Array>;
}
