import { describeValue } from "../_describe.ts";
import { IndexError, ShapeError, ValueError } from "../errors.ts";
import type { Numbers } from "../types.ts";

/** How many pixels a point is interpolated from. */
export const cornersPerPoint = 4;

/** The images that points lie in. */
export interface ImageSize {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}

/** Where each point reads and with what weight: checked, and copied from what the caller gave. */
export interface Stencil {
  /** P, the number of points. */
  readonly points: number;
  /** Per corner: (image, row, column) of every point, P * 3 elements. */
  readonly pixels: readonly Int32Array[];
  /** Per corner: the weight of every point, P elements. */
  readonly weights: readonly Float32Array[];
}

/**
 * Check everything before anything is computed: the GPU backends read zero, and write nothing, outside of a tensor.
 * @throws TypeError for what is no array; ShapeError for lengths that do not fit; ValueError for a weight that is not
 * finite; IndexError for an image, row or column outside of `size`
 */
export function makeStencil(size: ImageSize, batchIndex: Numbers, corners: Numbers, weights: Numbers): Stencil {
  const points = checkedLength("batchIndex", batchIndex);
  expectLength("corners", corners, points, cornersPerPoint * 2);
  expectLength("weights", weights, points, cornersPerPoint);
  const stencil: Stencil = {
    points,
    pixels: Array.from({ length: cornersPerPoint }, () => new Int32Array(points * 3)),
    weights: Array.from({ length: cornersPerPoint }, () => new Float32Array(points)),
  };
  for (let p = 0; p < points; p++) {
    const image = batchIndex[p]!;
    if (!isIndex(image, size.batch)) throw outside(`batchIndex of point ${p}`, image, size.batch);
    for (let j = 0; j < cornersPerPoint; j++) fillCorner(stencil, size, p, j, image, corners, weights);
  }
  return stencil;
}

function fillCorner(
  stencil: Stencil,
  size: ImageSize,
  p: number,
  j: number,
  image: number,
  corners: Numbers,
  weights: Numbers,
): void {
  const at = p * cornersPerPoint + j;
  const row = corners[at * 2]!;
  const col = corners[at * 2 + 1]!;
  const weight = weights[at]!;
  if (!isIndex(row, size.height)) throw outside(`row of corner ${j} of point ${p}`, row, size.height);
  if (!isIndex(col, size.width)) throw outside(`column of corner ${j} of point ${p}`, col, size.width);
  // In the single precision that tensors have.
  if (typeof weight !== "number" || !Number.isFinite(Math.fround(weight))) {
    throw new ValueError(
      `weight of corner ${j} of point ${p} is ${describeValue(weight)}: expected a finite number of single precision`,
    );
  }
  const pixels = stencil.pixels[j]!;
  pixels[p * 3] = image;
  pixels[p * 3 + 1] = row;
  pixels[p * 3 + 2] = col;
  stencil.weights[j]![p] = weight;
}

function isIndex(value: number, size: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < size;
}

function outside(what: string, value: number, size: number): IndexError {
  const expected = size === 0 ? "nothing, the tensor is empty" : `an integer in 0..${size - 1}`;
  return new IndexError(`${what} is ${value}: expected ${expected}`);
}

function checkedLength(name: string, values: Numbers): number {
  if (typeof values === "object" && values !== null && Number.isInteger(values.length)) return values.length;
  const found = isTensor(values) ? "a tensor" : describeValue(values);
  throw new TypeError(`sparseInterpolate: ${name} must be an array or a typed array, got ${found}`);
}

/** As tfjs itself tells them, without the copy of tfjs that this file does not need. */
function isTensor(value: object): boolean {
  return typeof value === "object" && value !== null && "dtype" in value && "shape" in value;
}

function expectLength(name: string, values: Numbers, points: number, perPoint: number): void {
  const length = checkedLength(name, values);
  if (length !== points * perPoint) {
    throw new ShapeError(
      `${name} has ${length} elements: expected ${points * perPoint}, ${perPoint} for each of the ${points} points`,
    );
  }
}
