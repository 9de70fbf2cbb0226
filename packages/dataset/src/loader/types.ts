import type { LabelFlag } from "../types.ts";

/** Label points, P of K height bins each. */
export interface LabelArrays {
  /** P */
  readonly count: number;
  /** K */
  readonly bins: number;
  /** Shape [P, 4, 2]: row and column of the pixels that a point is interpolated from. */
  readonly corners: Int32Array<ArrayBuffer>;
  /** Shape [P, 4]: each point's sum is 1. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** Shape [P, K]: cloud type 0 to 8, 255 for unknown. */
  readonly cloudScenario: Uint8Array<ArrayBuffer>;
  /** Shape [P]: degrees north and east. */
  readonly lat: Float32Array<ArrayBuffer>;
  readonly lon: Float32Array<ArrayBuffer>;
  /** Shape [P]: seconds TAI93. */
  readonly time: Float64Array<ArrayBuffer>;
  /** Shape [P, K]: metres above mean sea level, -9999 or a fill where there is none. */
  readonly height: Int16Array<ArrayBuffer>;
  /** Shape [P, K] each, 255 for unknown. */
  readonly flags: Readonly<Record<LabelFlag, Int16Array<ArrayBuffer>>>;
}

/** An instance as it is learned from. */
export interface Instance extends LabelArrays {
  readonly id: number;
  /** In the order of `shape`. */
  readonly sensorInput: Float32Array<ArrayBuffer>;
  /** [C, H, W], or [H, W, C] with `layout: "NHWC"`. */
  readonly shape: readonly [number, number, number];
  /** Fields of `extraFields`, by name: physical values, shape [H, W], NaN where there is none. */
  readonly extras: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}

/** Instances together: inputs stacked, label points one after another. */
export interface Batch extends LabelArrays {
  /** Shape [B]. */
  readonly ids: Int32Array<ArrayBuffer>;
  readonly sensorInput: Float32Array<ArrayBuffer>;
  /** [B, C, H, W], or [B, H, W, C] with `layout: "NHWC"`. */
  readonly shape: readonly [number, number, number, number];
  /** Shape [P]: which instance of the batch a point belongs to. */
  readonly batchIndex: Int32Array<ArrayBuffer>;
  /** Fields of `extraFields`, by name: physical values, shape [B, H, W], NaN where there is none. */
  readonly extras: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}
