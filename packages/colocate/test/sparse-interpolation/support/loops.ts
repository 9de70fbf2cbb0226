// The op and its transpose as plain loops over [B][row][column][value], in double precision: the truth of these tests.

import { type Random, seededRandom } from "../../../src/random.ts";

export interface Problem {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** O, or C * K. */
  readonly channels: number;
  readonly points: number;
  /** [B, H, W, O] */
  readonly dense: Float32Array;
  readonly batchIndex: Int32Array;
  readonly corners: Int32Array;
  readonly weights: Float32Array;
}

/** A batch of two small images; points 0 and 1 share a pixel, and point 2 has one pixel four times. */
export function makeProblem(seed: number, channels: number, points = 7): Problem {
  const random = seededRandom(seed);
  const [batch, height, width] = [2, 4, 5];
  const integers = (length: number, below: number) => Int32Array.from({ length }, () => Math.floor(random() * below));
  const corners = integers(points * 8, Math.min(height, width));
  const batchIndex = integers(points, batch);
  corners.copyWithin(8, 0, 2);
  batchIndex[1] = batchIndex[0]!;
  for (let j = 1; j < 4; j++) corners.copyWithin(16 + 2 * j, 16, 18);
  return {
    batch,
    height,
    width,
    channels,
    points,
    dense: numbers(random, batch * height * width * channels),
    batchIndex,
    corners,
    weights: numbers(random, points * 4),
  };
}

/** Uniform in [-1, 1), in single precision. */
export function numbers(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => 2 * random() - 1);
}

function offset(problem: Problem, p: number, j: number): number {
  const row = problem.corners[p * 8 + j * 2]!;
  const col = problem.corners[p * 8 + j * 2 + 1]!;
  return ((problem.batchIndex[p]! * problem.height + row) * problem.width + col) * problem.channels;
}

/** [P, O] */
export function interpolateByLoops(problem: Problem, dense: Float32Array = problem.dense): Float64Array {
  const { points, channels, weights } = problem;
  const out = new Float64Array(points * channels);
  for (let p = 0; p < points; p++) {
    for (let j = 0; j < 4; j++) {
      const from = offset(problem, p, j);
      for (let o = 0; o < channels; o++) out[p * channels + o]! += weights[p * 4 + j]! * dense[from + o]!;
    }
  }
  return out;
}

/** [B, H, W, O] */
export function spreadByLoops(problem: Problem, values: Float32Array): Float64Array {
  const { points, channels, weights } = problem;
  const out = new Float64Array(problem.dense.length);
  for (let p = 0; p < points; p++) {
    for (let j = 0; j < 4; j++) {
      const to = offset(problem, p, j);
      for (let o = 0; o < channels; o++) out[to + o]! += weights[p * 4 + j]! * values[p * channels + o]!;
    }
  }
  return out;
}
