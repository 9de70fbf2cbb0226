/**
 * Values with their axes in another order.
 * @param shape of `values`
 * @param order which axis of `values` each axis of the result is, such as [3, 2, 0, 1] from [k, k, in, out] to [out, in, k, k]
 */
export function permute(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const permuted = new Float32Array(values.length);
  if (values.length === 0) return permuted;
  const lengths = order.map((axis) => shape[axis]!);
  const strides = lengths.map((_, axis) => lengths.slice(axis + 1).reduce((product, length) => product * length, 1));
  /** How far a step along each axis of `values` leads in the result. */
  const steps = shape.map((_, axis) => strides[order.indexOf(axis)]!);
  const last = shape.length - 1;
  const [rowLength, rowStep] = [shape[last]!, steps[last]!];
  const index = shape.map(() => 0);
  let to = 0;
  for (let row = 0; row < values.length; row += rowLength) {
    for (let k = 0, at = to; k < rowLength; k++, at += rowStep) permuted[at] = values[row + k]!;
    // Count the index of the row up, and `to` along with it.
    for (let axis = last - 1; axis >= 0; axis--) {
      to += steps[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      to -= steps[axis]! * shape[axis]!;
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
