import { type AnyTypedArray, dtypeOfArray, newArray, type StoredDtype, toTypedArray } from "./_typed-array.ts";
import type { DataArray, NdArray } from "./types.ts";

/** Elements of an n-dimensional array anywhere in a typed array. */
export interface Strided {
  readonly data: AnyTypedArray;
  readonly shape: readonly number[];
  readonly offset: number;
  /** Elements from one to the next along each axis. */
  readonly stride: readonly number[];
}

/** Number of elements; 1 for a scalar. */
export function product(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}

/** Strides of C order. */
export function cStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/**
 * Check values to write: a typed array or numbers in C order, or an ndarray.
 * @param shapes those that the values may have
 * @param what subject of the errors
 * @throws TypeError for another type, RangeError for another shape or number of values
 */
export function toStrided(
  dtype: StoredDtype,
  input: unknown,
  shapes: readonly (readonly number[])[],
  what: string,
): Strided {
  if (isNdArray(input)) {
    const { offset, stride } = input;
    const shape = shapes.find(
      (each) => each.length === input.shape.length && each.every((n, i) => n === input.shape[i]),
    );
    if (shape === undefined) {
      throw new RangeError(`${what}: expected the shape ${describe(shapes)}, got [${input.shape.join(", ")}]`);
    }
    const data = toTypedArray(dtype, input.data, what);
    checkExtent(data.length, offset, stride, shape, what);
    return { data, shape, offset, stride };
  }
  const data = toTypedArray(dtype, input, what);
  const shape = shapes.find((each) => product(each) === data.length);
  if (shape === undefined) {
    const counts = shapes.map(product).join(" or ");
    throw new RangeError(`${what}: expected ${counts} elements for the shape ${describe(shapes)}, got ${data.length}`);
  }
  return { data, shape, offset: 0, stride: cStrides(shape) };
}

/**
 * Check values of some whole rows (everything at one index of the first axis) of an array of this shape.
 * @throws TypeError, RangeError as `toStrided`
 */
export function toRows(dtype: StoredDtype, input: unknown, shape: readonly number[], what: string): Strided {
  const row = shape.slice(1);
  if (isNdArray(input)) return toStrided(dtype, input, [[input.shape[0] ?? 0, ...row]], what);
  const data = toTypedArray(dtype, input, what);
  const rowLength = product(row);
  const rows = rowLength === 0 ? 0 : data.length / rowLength;
  if (!Number.isInteger(rows) || rows * rowLength !== data.length) {
    throw new RangeError(`${what}: got ${data.length} elements, expected a multiple of the row length ${rowLength}`);
  }
  return toStrided(dtype, data, [[rows, ...row]], what);
}

/** The elements in C order: a view of them where they are, or a copy. */
export function toDense(source: Strided): AnyTypedArray {
  const { data, shape, offset } = source;
  const length = product(shape);
  if (isDense(source)) return data.subarray(offset, offset + length);
  const copy = newArray(dtypeOfArray(data)!, length);
  const start = shape.map(() => 0);
  copyBlock(source, start, shape, copy, shape);
  return copy;
}

/** The elements in C order, in pieces of about this many; a copied piece has at least one row. */
export function* densePieces(source: Strided, length: number): Generator<AnyTypedArray> {
  const { shape } = source;
  if (shape.includes(0)) return;
  if (isDense(source)) {
    const all = toDense(source);
    for (let at = 0; at < all.length; at += length) yield all.subarray(at, at + length);
    return;
  }
  const [rows = 1, ...row] = shape;
  const step = Math.max(1, Math.floor(length / product(row)));
  for (let first = 0; first < rows; first += step) {
    const offset = source.offset + first * source.stride[0]!;
    yield toDense({ ...source, offset, shape: [Math.min(step, rows - first), ...row] });
  }
}

/**
 * Copy a block of an array to the start of another, C-order array of the same type.
 * @param start first element along each axis
 * @param size elements along each axis, at most those of `targetShape`
 */
export function copyBlock(
  source: Strided,
  start: readonly number[],
  size: readonly number[],
  target: AnyTypedArray,
  targetShape: readonly number[],
): void {
  const targetStride = cStrides(targetShape);
  const first = start.reduce((at, i, axis) => at + i * source.stride[axis]!, source.offset);
  // Both arrays hold the same element type, which `toStrided` has checked; copying needs no more.
  const from = source.data as Float64Array;
  const to = target as Float64Array;
  const copyAxis = (axis: number, at: number, toAt: number): void => {
    const step = source.stride[axis] ?? 1;
    const n = size[axis] ?? 1;
    if (axis >= size.length - 1) {
      if (step === 1) to.set(from.subarray(at, at + n), toAt);
      else for (let i = 0; i < n; i++) to[toAt + i] = from[at + i * step]!;
      return;
    }
    for (let i = 0; i < n; i++) copyAxis(axis + 1, at + i * step, toAt + i * targetStride[axis]!);
  };
  copyAxis(0, first, 0);
}

function isDense({ shape, stride }: Strided): boolean {
  const dense = cStrides(shape);
  return shape.every((size, axis) => size === 1 || stride[axis] === dense[axis]);
}

function isNdArray(input: unknown): input is NdArray<DataArray> {
  if (typeof input !== "object" || input === null || ArrayBuffer.isView(input)) return false;
  const { data, shape, stride, offset } = input as Partial<NdArray<DataArray>>;
  return data !== undefined && Array.isArray(shape) && Array.isArray(stride) && Number.isInteger(offset);
}

function describe(shapes: readonly (readonly number[])[]): string {
  return shapes.map((shape) => `[${shape.join(", ")}]`).join(" or ");
}

function checkExtent(
  length: number,
  offset: number,
  stride: readonly number[],
  shape: readonly number[],
  what: string,
): void {
  if (shape.includes(0)) return;
  let low = offset;
  let high = offset;
  shape.forEach((size, axis) => {
    const reach = (size - 1) * stride[axis]!;
    if (reach < 0) low += reach;
    else high += reach;
  });
  if (!(low >= 0 && high < length)) {
    throw new RangeError(`${what}: the ndarray reaches elements ${low}..${high} of its ${length} elements`);
  }
}
