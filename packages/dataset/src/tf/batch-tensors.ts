import {
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs";
import type { Batch } from "../loader/types.ts";

/**
 * A batch as tensors: B instances, P label points, K height bins. A type and no interface, which tfjs would not take for
 * a container of tensors.
 */
export type BatchTensors = {
  /** Shape [B], int32. */
  readonly ids: Tensor1D;
  /** Shape [B, C, H, W], or [B, H, W, C] with `layout: "NHWC"`; float32. */
  readonly sensorInput: Tensor4D;
  /** Shape [P, 4, 2], int32: row and column of the pixels that a point is interpolated from. */
  readonly corners: Tensor3D;
  /** Shape [P, 4], float32: each point's sum is 1. */
  readonly weights: Tensor2D;
  /** Shape [P], int32: which instance of the batch a point belongs to. */
  readonly batchIndex: Tensor1D;
  /** Shape [P, K], int32: cloud type 0 to 8, 255 for unknown. */
  readonly cloudScenario: Tensor2D;
  /** Shape [P], float32: degrees north and east. */
  readonly lat: Tensor1D;
  readonly lon: Tensor1D;
  /** Shape [P, K], int32: metres above mean sea level, -9999 or a fill where there is none. */
  readonly height: Tensor2D;
  /** Fields of `extraFields`, by name: shape [B, H, W], float32, NaN where there is none. */
  readonly extras: Readonly<Record<string, Tensor3D>>;
};

/**
 * The tensors of a batch, which are the caller's to dispose of: `tf.dispose(tensors)` takes them all.
 *
 * Arrays are not copied where tfjs does without, so the batch must stay as it is for as long as its tensors are used: one
 * that was made with `reuse: true` is good until the next one is asked for. Times and flags stay in the batch: as float32,
 * seconds TAI93 would be off by up to 16 s.
 *
 * @throws Error of tfjs when an array does not fit the shape; RangeError when the size of extras does not tell which axes
 * are height and width (images that are not square, as many channels as rows or columns). No tensor is left over then
 *
 * @example
 * ```ts
 * import { AtcsDataset } from "@atcs/dataset";
 * import { batchTensors } from "@atcs/dataset/tf";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await using data = await AtcsDataset.open("DIR", { subset: "train", layout: "NHWC" });
 * for await (const batch of data.batches({ batchSize: 8 })) {
 *   const tensors = batchTensors(batch);
 *   console.log(tensors.sensorInput.shape, tensors.cloudScenario.shape);
 *   tf.dispose(tensors);
 * }
 * ```
 */
export function batchTensors(batch: Batch): BatchTensors {
  const { count, bins, shape } = batch;
  return tidy(() => ({
    ids: tensor1d(batch.ids, "int32"),
    sensorInput: tensor4d(batch.sensorInput, [...shape], "float32"),
    corners: tensor3d(batch.corners, [count, 4, 2], "int32"),
    weights: tensor2d(batch.weights, [count, 4], "float32"),
    batchIndex: tensor1d(batch.batchIndex, "int32"),
    cloudScenario: tensor2d(Int32Array.from(batch.cloudScenario), [count, bins], "int32"),
    lat: tensor1d(batch.lat, "float32"),
    lon: tensor1d(batch.lon, "float32"),
    height: tensor2d(Int32Array.from(batch.height), [count, bins], "int32"),
    extras: extraTensors(batch),
  }));
}

function extraTensors(batch: Batch): Record<string, Tensor3D> {
  const entries = Object.entries(batch.extras);
  if (entries.length === 0) return {};
  const [height, width] = imageSize(entries[0]![1].length / batch.ids.length, batch.shape);
  const shape: [number, number, number] = [batch.ids.length, height, width];
  return Object.fromEntries(entries.map(([name, values]) => [name, tensor3d(values, shape, "float32")]));
}

/** Height and width, which stand elsewhere in each layout: the pair that has this many pixels. */
function imageSize(pixels: number, [, first, second, third]: Batch["shape"]): [number, number] {
  const isNchw = second * third === pixels;
  const isNhwc = first * second === pixels;
  if (isNchw && (!isNhwc || first === second)) return [second, third];
  if (isNhwc && !isNchw) return [first, second];
  throw new RangeError(
    `a batch of shape [.., ${first}, ${second}, ${third}] with extras of ${pixels} pixels: expected those to tell height ` +
      "and width, which they do of square images, and of others that have another number of channels",
  );
}
