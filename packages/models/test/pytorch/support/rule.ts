// The numbers of rule.py, bit by bit.

import type { LabelPoints } from "../../../src/index.ts";

/** (count) in [-1, 1): an integer hash (the finalizer of MurmurHash3) of the name and the place. */
export function uniform(name: string, count: number): Float32Array {
  let seed = 2166136261;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 16777619);
  return Float32Array.from({ length: count }, (_, i) => {
    let x = (Math.imul(i, 2654435769) + seed) | 0;
    x = Math.imul(x ^ (x >>> 16), 2246822507);
    x = Math.imul(x ^ (x >>> 13), 3266489909);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}

const affine: Readonly<Record<string, readonly [offset: number, scale: number]>> = {
  bias: [0, 0.25],
  gamma: [1, 0.5],
  beta: [0.25, 0.25],
  moving_mean: [0, 0.5],
  moving_variance: [1, 0.5],
};

/** Values of a parameter, in the order of its axes. */
export function weightValues(name: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = uniform(name, size);
  const kind = name.split("/")[1]!;
  const [offset, scale] = kind === "kernel" ? [0, Math.fround(Math.sqrt((6 * shape.at(-1)!) / size))] : affine[kind]!;
  // Rounded after each operation, as NumPy does.
  return values.map((value) => Math.fround(Math.fround(value * scale) + offset));
}

/** Points anywhere in the images, by bilinear interpolation. */
export function labelPoints(points: number, batch: number, height: number, width: number): LabelPoints {
  const shares = uniform("points", points * 2);
  const corners = new Int32Array(points * 8);
  const weights = new Float32Array(points * 4);
  for (let p = 0; p < points; p++) {
    const row = ((shares[2 * p]! + 1) / 2) * (height - 1);
    const col = ((shares[2 * p + 1]! + 1) / 2) * (width - 1);
    const [top, left] = [Math.floor(row), Math.floor(col)];
    const [y, x] = [row - top, col - left];
    corners.set([top, left, top, left + 1, top + 1, left, top + 1, left + 1], p * 8);
    weights.set([(1 - y) * (1 - x), (1 - y) * x, y * (1 - x), y * x], p * 4);
  }
  return { batchIndex: Int32Array.from({ length: points }, (_, p) => p % batch), corners, weights };
}

/** (P, K), about every tenth of them unknown, and a third clear. */
export function cloudTypes(points: number, bins: number): Uint8Array {
  return Uint8Array.from(uniform("labels", points * bins), (share) => {
    const drawn = Math.floor((share + 1) * 7);
    if (drawn === 13) return 255;
    return drawn > 8 ? 0 : drawn;
  });
}

/** A tensor in few numbers: its norm, its product with a fixed vector, and up to 16 of its elements. */
export function digest(values: ArrayLike<number>): number[] {
  // In no regular distance, which could meet one channel only.
  const places =
    values.length <= 16
      ? Array.from(values, (_, i) => i)
      : Array.from(uniform("places", 16), (share) => Math.floor(((share + 1) / 2) * values.length));
  const fixed = uniform("projection", values.length);
  let [squares, projection] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    squares += values[i]! ** 2;
    projection += values[i]! * fixed[i]!;
  }
  return [Math.sqrt(squares), projection, ...places.map((place) => values[place]!)];
}
