import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { MicroBatch } from "../types.ts";
import type { NamedTensors } from "./flat-tensors.ts";

/** Integers of 64 bits, as ONNX has indices, in memory that is used again. */
class Indices {
  #values = new BigInt64Array(0);

  /** A view, until the next call. */
  of(values: Int32Array): BigInt64Array {
    if (this.#values.length < values.length) this.#values = new BigInt64Array(values.length);
    // Halves, of which the lower one comes first on every machine that runs JavaScript: a BigInt of each would be slow.
    const halves = new Int32Array(this.#values.buffer);
    for (let i = 0; i < values.length; i++) {
      halves[2 * i] = values[i]!;
      halves[2 * i + 1] = values[i]! >> 31;
    }
    return this.#values.subarray(0, values.length);
  }
}

/** Makes the inputs of graphs of batches. Their images, weights and labels are not copied. */
export class LabelInputs {
  readonly #runtime: OnnxRuntime;
  readonly #batchIndex = new Indices();
  readonly #corners = new Indices();

  constructor(runtime: OnnxRuntime) {
    this.#runtime = runtime;
  }

  /** `images` and where label points are; until the next call. */
  points({ images, shape, batchIndex, corners, weights }: MicroBatch): NamedTensors {
    const { Tensor } = this.#runtime;
    const points = batchIndex.length;
    return {
      images: new Tensor("float32", images, shape),
      batch_index: new Tensor("int64", this.#batchIndex.of(batchIndex), [points]),
      corners: new Tensor("int64", this.#corners.of(corners), [points, 4, 2]),
      weights: new Tensor("float32", weights, [points, 4]),
    };
  }

  /** These, and the labels. */
  labelled(batch: MicroBatch): NamedTensors {
    const { batchIndex, cloudScenario } = batch;
    const points = batchIndex.length;
    const labels = new this.#runtime.Tensor("uint8", cloudScenario, [points, cloudScenario.length / points]);
    return { ...this.points(batch), cloud_scenario: labels };
  }
}

/**
 * A batch without label points with one whose bins are all unknown: providers differ in what they make of tensors without
 * values, and what is unknown changes nothing.
 */
export function withPoints(batch: MicroBatch, bins: number): MicroBatch {
  if (batch.batchIndex.length > 0) return batch;
  return {
    ...batch,
    batchIndex: new Int32Array(1),
    corners: new Int32Array(8),
    weights: Float32Array.of(1, 0, 0, 0),
    cloudScenario: new Uint8Array(bins).fill(255),
  };
}

/**
 * What onnxruntime would not see: it counts negative pixels from the end, and features would be scaled by weights that do not
 * sum to 1.
 * @throws RangeError for a pixel outside of the image, or weights of a point that are not finite or do not sum to 1
 */
export function checkPoints({ corners, weights, shape: [, , height, width] }: MicroBatch, name: string): void {
  const outside = corners.findIndex((at, i) => at < 0 || at >= (i % 2 === 0 ? height : width));
  if (outside >= 0) {
    const [axis, size] = outside % 2 === 0 ? ["row", height] : ["column", width];
    const found = `${name}.corners has ${axis} ${corners[outside]} at point ${Math.floor(outside / 8)}`;
    throw new RangeError(`${found}: expected 0 to ${size - 1}`);
  }
  for (let at = 0; at < weights.length; at += 4) {
    const sum = weights[at]! + weights[at + 1]! + weights[at + 2]! + weights[at + 3]!;
    if (Math.abs(sum - 1) <= 1e-3) continue;
    throw new RangeError(`${name}.weights of point ${at / 4} sum to ${sum}: expected 1, to 0.001`);
  }
}
