import type { NumpyArray } from "../npy/types.ts";
import { PickleTuple, type WritablePickleValue } from "../pickle/types.ts";
import type { StoredLabels } from "../types.ts";
import { labelFlags } from "./read-labels.ts";

/**
 * The labels of an instance as the dictionary that its pickle holds: with `patch_idx` when they have positions, else with
 * `corner_idx` and `corner_weights`. Give it to `writePickle`.
 */
export function writeLabels(instanceId: number, labels: StoredLabels): WritablePickleValue {
  const { count, bins, positions, corners, weights } = labels;
  const perBin = [count, bins];
  const column = (values: Float64Array, offset: number): NumpyArray<"float64"> =>
    float64(
      Float64Array.from({ length: count }, (_, p) => values[2 * p + offset]!),
      [count],
    );
  const stencil: [string, WritablePickleValue][] =
    positions === undefined
      ? [
          ["corner_idx", { dtype: "int64", shape: [count, 4, 2], data: BigInt64Array.from(corners, BigInt) }],
          ["corner_weights", float64(weights, [count, 4])],
        ]
      : [["patch_idx", PickleTuple.of<WritablePickleValue>(column(positions, 0), column(positions, 1))]];
  return new Map<WritablePickleValue, WritablePickleValue>([
    ["instance_id", instanceId],
    ...stencil,
    ["lat", { dtype: "float32", shape: [count], data: labels.lat }],
    ["lon", { dtype: "float32", shape: [count], data: labels.lon }],
    ["height", { dtype: "int16", shape: perBin, data: labels.height }],
    ["time", float64(labels.time, [count])],
    [
      "cloud_scenario",
      new Map<WritablePickleValue, WritablePickleValue>([
        ["cloud_scenario", { dtype: "int16", shape: perBin, data: Int16Array.from(labels.cloudScenario) }],
        ...labelFlags.map((name): [string, WritablePickleValue] => [
          name,
          { dtype: "int16", shape: perBin, data: labels.flags[name] },
        ]),
      ]),
    ],
  ]);
}

function float64(data: Float64Array, shape: readonly number[]): NumpyArray<"float64"> {
  return { dtype: "float64", shape, data };
}
