// Each operation of a graph as plain loops over values [B * A, H, W, C], written from its description in
// src/graph/types.ts rather than from its source.

import { addTo, fill, get, type NumberArray, zeros } from "./array.ts";

/** @param kernel [a, h, w, in, out] */
export function convolve(
  x: NumberArray,
  kernel: NumberArray,
  bias: NumberArray | undefined,
  altitude: number,
): NumberArray {
  const [slices, height, width, channels] = x.shape as [number, number, number, number];
  const [a, h, w, , filters] = kernel.shape as [number, number, number, number, number];
  return fill([slices, height, width, filters!], (slice, row, col, filter) => {
    const cell = slice! % altitude;
    let sum = bias === undefined ? 0 : bias.data[filter!]!;
    for (let i = 0; i < a; i++) {
      const otherCell = cell + i - (a - 1) / 2;
      if (otherCell < 0 || otherCell >= altitude) continue;
      for (let j = 0; j < h; j++) {
        for (let k = 0; k < w; k++) {
          for (let c = 0; c < channels; c++) {
            const value = get(x, slice! - cell + otherCell, row! + j - (h - 1) / 2, col! + k - (w - 1) / 2, c);
            sum += value * get(kernel, i, j, k, c, filter!);
          }
        }
      }
    }
    return sum;
  });
}

/** @param kernel [3, 3, out, in] */
export function convolveTransposed(x: NumberArray, kernel: NumberArray): NumberArray {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const filters = kernel.shape[2]!;
  const out = zeros([batch, 2 * height, 2 * width, filters]);
  fill([batch, height, width, 3, 3, filters, channels], (b, row, col, i, j, filter, c) => {
    const value = get(x, b!, row!, col!, c!) * get(kernel, i!, j!, filter!, c!);
    addTo(out, value, b!, 2 * row! + i!, 2 * col! + j!, filter!);
    return 0;
  });
  return out;
}

/** Mean and variance of each channel. */
export function momentsOf(x: NumberArray): { mean: number[]; variance: number[]; count: number } {
  const channels = x.shape.at(-1)!;
  const count = x.data.length / channels;
  const mean = new Array<number>(channels).fill(0);
  const variance = new Array<number>(channels).fill(0);
  x.data.forEach((value, i) => {
    mean[i % channels]! += value / count;
  });
  x.data.forEach((value, i) => {
    variance[i % channels]! += (value - mean[i % channels]!) ** 2 / count;
  });
  return { mean, variance, count };
}

/** With the moments of `x`, unless others are given. */
export function normalize(
  x: NumberArray,
  gamma: NumberArray,
  beta: NumberArray,
  { mean, variance }: { mean: ArrayLike<number>; variance: ArrayLike<number> } = momentsOf(x),
): NumberArray {
  return fill(x.shape, (slice, row, col, c) => {
    const normalized = (get(x, slice!, row!, col!, c!) - mean[c!]!) / Math.sqrt(variance[c!]! + 1e-5);
    return Math.max(0, gamma.data[c!]! * normalized + beta.data[c!]!);
  });
}

export function rectify(x: NumberArray): NumberArray {
  return { shape: x.shape, data: x.data.map((value) => Math.max(0, value)) };
}

export function pool(x: NumberArray): NumberArray {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return fill([batch, Math.floor(height / 2), Math.floor(width / 2), channels], (b, row, col, c) =>
    Math.max(...[0, 1].flatMap((i) => [0, 1].map((j) => get(x, b!, 2 * row! + i, 2 * col! + j, c!)))),
  );
}

/** Where new element `i` of `to` lies among `from` old ones, when the first and the last ones coincide. */
function alignedPosition(i: number, from: number, to: number): number {
  return to === 1 ? 0 : (i * (from - 1)) / (to - 1);
}

/** Value between the neighbours of a position. */
function between(position: number, valueAt: (i: number) => number): number {
  const lower = Math.floor(position + 1e-12);
  const share = position - lower;
  return share < 1e-9 ? valueAt(lower) : (1 - share) * valueAt(lower) + share * valueAt(lower + 1);
}

export function resizeImage(x: NumberArray, [height, width]: readonly [number, number]): NumberArray {
  const [batch, rows, columns, channels] = x.shape as [number, number, number, number];
  return fill([batch, height, width, channels], (b, row, col, c) =>
    between(alignedPosition(row!, rows, height), (r) =>
      between(alignedPosition(col!, columns, width), (s) => get(x, b!, r, s, c!)),
    ),
  );
}

export function resizeColumn(x: NumberArray, from: number, to: number): NumberArray {
  const [slices, height, width, channels] = x.shape as [number, number, number, number];
  return fill([(slices / from) * to, height, width, channels], (slice, row, col, c) => {
    const image = Math.floor(slice! / to);
    return between(alignedPosition(slice! % to, from, to), (cell) => get(x, image * from + cell, row!, col!, c!));
  });
}

export function cutOrPad(x: NumberArray, [height, width]: readonly [number, number]): NumberArray {
  const [batch, , , channels] = x.shape as [number, number, number, number];
  return fill([batch, height, width, channels], (b, row, col, c) => get(x, b!, row!, col!, c!));
}

export function join(inputs: readonly NumberArray[]): NumberArray {
  const [batch, height, width] = inputs[0]!.shape as [number, number, number];
  const total = inputs.reduce((sum, { shape }) => sum + shape[3]!, 0);
  return fill([batch, height, width, total], (b, row, col, c) => {
    let channel = c!;
    for (const input of inputs) {
      if (channel < input.shape[3]!) return get(input, b!, row!, col!, channel);
      channel -= input.shape[3]!;
    }
    return Number.NaN;
  });
}

/** @param bias [cells, C] */
export function repeatUpward(x: NumberArray, bias: NumberArray): NumberArray {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const cells = bias.shape[0]!;
  return fill(
    [batch * cells, height, width, channels],
    (slice, row, col, c) => get(x, Math.floor(slice! / cells), row!, col!, c!) + get(bias, slice! % cells, c!),
  );
}
