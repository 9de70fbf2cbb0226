/**
 * Values with their axes in another order.
 * @param shape of `values`
 * @param order which axis of `values` each axis of the result is, such as [3, 2, 0, 1] from [k, k, in, out] to [out, in, k, k]
 */
export function permute(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const lengths = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const permuted = new Float32Array(values.length);
  const index = order.map(() => 0);
  let from = 0;
  for (let to = 0; to < permuted.length; to++) {
    permuted[to] = values[from]!;
    // Count the index up, the last axis fastest, and `from` along with it.
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      index[axis]! += 1;
      if (index[axis]! < lengths[axis]!) break;
      from -= steps[axis]! * lengths[axis]!;
      index[axis] = 0;
    }
  }
  return permuted;
}

/** Multiply `values` in place by the factor of their place on an axis. */
export function scaleAxis(values: Float32Array, shape: readonly number[], axis: number, factors: Float64Array): void {
  const stride = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const length = shape[axis]!;
  for (let i = 0, start = 0; start < values.length; i = (i + 1) % length, start += stride) {
    const factor = factors[i]!;
    for (let k = start; k < start + stride; k++) values[k]! *= factor;
  }
}
