import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgl";
import { findCorners } from "@atcs/colocate";
import { sparseInterpolate } from "@atcs/colocate/sparse-interpolation";
import * as tf from "@tensorflow/tfjs-core";

/** What the page computes on a backend. */
export interface Result {
  /** Corners of a profile, row and column. */
  readonly corners: readonly number[];
  readonly backend: string;
  readonly values: readonly number[];
  readonly gradient: readonly number[];
}

const shape: [number, number, number, number] = [2, 5, 4, 3];
const batchIndex = [0, 1, 1];
const corners = [0, 0, 0, 1, 1, 0, 1, 1, 3, 2, 3, 3, 4, 2, 4, 3, 3, 2, 3, 3, 4, 2, 4, 3];
const weights = [0.1, 0.2, 0.3, 0.4, 0.25, 0.25, 0.25, 0.25, 1, 0, 0, 0];

async function run(backend: string): Promise<Result> {
  await tf.setBackend(backend);
  const count = shape.reduce((a, b) => a * b, 1);
  const dense = tf.tensor4d(
    Array.from({ length: count }, (_, i) => Math.sin(i)),
    shape,
  );
  const atPoints = (x: tf.Tensor): tf.Tensor => sparseInterpolate(x, batchIndex, corners, weights);
  const upstream = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]);
  return {
    corners: Array.from(findCorners({ lat: [16.891], lon: [20.442] }).corners),
    backend: tf.getBackend(),
    values: Array.from(await atPoints(dense).data()),
    gradient: Array.from(await tf.grad(atPoints)(dense, upstream).data()),
  };
}

Object.assign(globalThis, { run });
