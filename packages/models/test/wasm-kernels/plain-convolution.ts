// Convolutions as plain loops, in double precision: the definition, written apart from what is tested.

export type Padding = "same" | "valid" | number;

export interface PlainAxis {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly count: number;
  readonly before: number;
}

export function plainAxis(size: number, kernel: number, stride: number, padding: Padding, dilation = 1): PlainAxis {
  const extent = (kernel - 1) * dilation + 1;
  if (padding === "same") {
    const count = Math.ceil(size / stride);
    const before = Math.floor(Math.max(0, (count - 1) * stride + extent - size) / 2);
    return { size, kernel, stride, dilation, count, before };
  }
  const before = padding === "valid" ? 0 : padding;
  return { size, kernel, stride, dilation, count: Math.floor((size + 2 * before - extent) / stride) + 1, before };
}

export interface PlainConvolution {
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Depth, rows, columns; an image is a volume of one slice. */
  readonly axes: readonly [PlainAxis, PlainAxis, PlainAxis];
}

/** Every product y += x w: `visit(index in y, index in x, index in w)`. */
function forEachProduct(
  { batch, inputs, outputs, axes }: PlainConvolution,
  visit: (y: number, x: number, w: number) => void,
): void {
  const [depth, rows, columns] = axes;
  for (let b = 0; b < batch; b++) {
    for (const [a, i, deep] of reads(depth)) {
      for (const [r, j, row] of reads(rows)) {
        for (const [c, k, column] of reads(columns)) {
          const y = ((b * depth.count + a) * rows.count + r) * columns.count + c;
          const x = ((b * depth.size + deep) * rows.size + row) * columns.size + column;
          const w = (i * rows.kernel + j) * columns.kernel + k;
          for (let p = 0; p < inputs; p++) {
            for (let q = 0; q < outputs; q++) visit(y * outputs + q, x * inputs + p, (w * inputs + p) * outputs + q);
          }
        }
      }
    }
  }
}

/** Along an axis: [output, place in the kernel, input] where the input exists. */
function reads({ size, kernel, stride, dilation, count, before }: PlainAxis): [number, number, number][] {
  const found: [number, number, number][] = [];
  for (let o = 0; o < count; o++) {
    for (let k = 0; k < kernel; k++) {
      const input = o * stride + k * dilation - before;
      if (input >= 0 && input < size) found.push([o, k, input]);
    }
  }
  return found;
}

export function plainForward(convolution: PlainConvolution, x: Float32Array, w: Float32Array): Float64Array {
  const pixels = convolution.axes.reduce((product, { count }) => product * count, convolution.batch);
  const sums = new Float64Array(pixels * convolution.outputs);
  forEachProduct(convolution, (ofY, ofX, ofW) => {
    sums[ofY]! += x[ofX]! * w[ofW]!;
  });
  return sums;
}

export function plainGradients(
  convolution: PlainConvolution,
  x: Float32Array,
  w: Float32Array,
  dy: Float32Array,
): { dx: Float64Array; dw: Float64Array } {
  const [dx, dw] = [new Float64Array(x.length), new Float64Array(w.length)];
  forEachProduct(convolution, (ofY, ofX, ofW) => {
    dx[ofX]! += w[ofW]! * dy[ofY]!;
    dw[ofW]! += x[ofX]! * dy[ofY]!;
  });
  return { dx, dw };
}
