import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Padding, type PlainAxis, plainAxis } from "./plain-convolution.ts";
import { expectClose, randomValues, sizeOf, useWasmKernels, valueAndGradients } from "./support.ts";

beforeAll(useWasmKernels);

type Shape = [number, number, number, number, number];

/** Batch, depth, rows, columns and channels, and the value and first place of the maximum of each window. */
function plainMaxima([batch, , , , channels]: Shape, axes: readonly PlainAxis[], x: Float32Array) {
  const [depth, rows, columns] = axes as [PlainAxis, PlainAxis, PlainAxis];
  const maxima: { value: number; place: number }[] = [];
  const inputs = (axis: PlainAxis, o: number): number[] =>
    Array.from({ length: axis.kernel }, (_, k) => o * axis.stride + k - axis.before).filter(
      (i) => i >= 0 && i < axis.size,
    );
  for (let b = 0; b < batch; b++) {
    for (let a = 0; a < depth.count; a++) {
      for (let r = 0; r < rows.count; r++) {
        for (let c = 0; c < columns.count; c++) {
          for (let channel = 0; channel < channels; channel++) {
            const places = inputs(depth, a).flatMap((i) =>
              inputs(rows, r).flatMap((j) =>
                inputs(columns, c).map(
                  (k) => (((b * depth.size + i) * rows.size + j) * columns.size + k) * channels + channel,
                ),
              ),
            );
            const value = Math.max(...places.map((place) => x[place]!));
            maxima.push({ value, place: places.find((place) => x[place] === value)! });
          }
        }
      }
    }
  }
  return maxima;
}

interface Case {
  readonly shape: Shape;
  readonly window: [number, number, number];
  readonly strides: [number, number, number];
  readonly padding: Padding;
  readonly values: (count: number) => Float32Array;
}

const mixed = (count: number): Float32Array => randomValues(count, 7);
const negative = (count: number): Float32Array => mixed(count).map((value) => value - 1.5);
/** Few different values, so that windows have equal ones; nothing positive. */
const tied = (count: number): Float32Array => mixed(count).map((value) => Math.round(value) - 1);

function check({ shape, window, strides, padding, values }: Case, dimensions: 2 | 3): void {
  const x = values(sizeOf(shape));
  const axes = window.map((size, i) =>
    plainAxis(shape[i + 1]!, size, strides[i]!, i === 0 && dimensions === 2 ? "valid" : padding),
  );
  const pool = (x: tf.Tensor): tf.Tensor =>
    dimensions === 3
      ? tf.maxPool3d(x as tf.Tensor5D, window, strides, padding)
      : tf.maxPool(x as tf.Tensor4D, [window[1], window[2]], [strides[1], strides[2]], padding);
  const ownShape = dimensions === 3 ? shape : [shape[0], shape[2], shape[3], shape[4]];
  const { value, weights, gradients } = valueAndGradients(pool, [{ values: x, shape: ownShape }]);
  const maxima = plainMaxima(shape, axes, x);
  expectClose(
    value,
    maxima.map(({ value }) => value),
    0,
  );
  const dx = new Float64Array(x.length);
  maxima.forEach(({ place }, i) => {
    dx[place]! += weights[i]!;
  });
  expectClose(gradients[0]!, dx, 1e-6);
}

describe.each([{ values: mixed }, { values: negative }, { values: tied }])("with values $values.name", ({ values }) => {
  it.each([
    { shape: [2, 1, 6, 4, 3], window: [1, 2, 2], strides: [1, 2, 2], padding: "valid" },
    { shape: [1, 1, 7, 5, 2], window: [1, 2, 2], strides: [1, 2, 2], padding: "valid" },
    { shape: [2, 1, 7, 5, 2], window: [1, 2, 2], strides: [1, 2, 2], padding: "same" },
    { shape: [2, 1, 5, 6, 3], window: [1, 3, 3], strides: [1, 1, 1], padding: "same" },
    { shape: [3, 1, 9, 6, 1], window: [1, 3, 2], strides: [1, 2, 1], padding: "valid" },
    { shape: [1, 1, 5, 6, 2], window: [1, 3, 3], strides: [1, 2, 2], padding: 1 },
  ] as Omit<Case, "values">[])("maxPool and its gradient: $shape, window $window, $strides, $padding", (example) => {
    check({ ...example, values }, 2);
  });

  it.each([
    { shape: [2, 4, 6, 4, 3], window: [2, 2, 2], strides: [2, 2, 2], padding: "valid" },
    { shape: [1, 3, 5, 7, 2], window: [1, 2, 2], strides: [1, 2, 2], padding: "same" },
    { shape: [2, 5, 4, 5, 1], window: [3, 3, 3], strides: [1, 1, 1], padding: "same" },
    { shape: [1, 5, 7, 6, 2], window: [3, 2, 1], strides: [2, 3, 3], padding: "same" },
  ] as Omit<Case, "values">[])("maxPool3d and its gradient: $shape, window $window, $strides, $padding", (example) => {
    check({ ...example, values }, 3);
  });
});

it("maxPool3d and its gradient hold for any shapes", () => {
  const side = fc.integer({ min: 1, max: 5 });
  const three = fc.integer({ min: 1, max: 3 });
  const cases = fc
    .record({
      shape: fc.tuple(three, side, side, side, three),
      window: fc.tuple(three, three, three),
      strides: fc.tuple(three, three, three),
      padding: fc.constantFrom<Padding>("same", "valid"),
      values: fc.constantFrom(mixed, negative, tied),
    })
    .filter(({ shape, window, padding }) => padding === "same" || window.every((size, i) => shape[i + 1]! >= size));
  fc.assert(
    fc.property(cases, (example) => check(example, 3)),
    { numRuns: 40 },
  );
});

it("a NaN is the maximum of maxPool3d, and takes the gradients of both", () => {
  tf.tidy(() => {
    const values = [1, Number.NaN, 3, Number.NaN];
    const x = tf.tensor5d(values, [1, 1, 2, 2, 1]);
    expect(tf.maxPool3d(x, [1, 2, 2], 1, "valid").dataSync()[0]).toBeNaN();
    const ofVolume = tf.grad((x) => tf.maxPool3d(x as tf.Tensor5D, [1, 2, 2], 1, "valid"))(x);
    const ofImage = tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 1, "valid"))(tf.tensor4d(values, [1, 2, 2, 1]));
    expect([...ofVolume.dataSync()]).toEqual([0, 1, 0, 0]);
    expect([...ofImage.dataSync()]).toEqual([0, 1, 0, 0]);
  });
});
