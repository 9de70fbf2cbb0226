import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { registerWasmKernels, unregisterWasmKernels } from "../../src/wasm-kernels/index.ts";
import { counts, expectClose, randomValues, useWasmKernels, valueAndGradients } from "./support.ts";

beforeAll(useWasmKernels);

const sizes = [
  [9, 4],
  [8, 6],
  [2, 5],
  [1, 7],
  [4, 1],
  [4, 3],
  [11, 13],
] as const;

/** Shape [to, from]: the weights by which the elements of a line make a new one. */
function lineWeights(from: number, to: number, alignCorners: boolean, halfPixelCenters: boolean): number[][] {
  return Array.from({ length: to }, (_, i) => {
    // Corners of one element alone cannot both be met: it is taken as if they were not.
    const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
    const plain = halfPixelCenters ? (i + 0.5) * scale - 0.5 : i * scale;
    const at = Math.min(from - 1, Math.max(0, plain));
    return Array.from({ length: from }, (_, j) => Math.max(0, 1 - Math.abs(j - at)));
  });
}

/** Of images [2, 4, 3, 2]: the new ones from `values`, and the gradient of those from `dy`. */
function plainResize(
  [height, width]: readonly [number, number],
  { alignCorners, halfPixelCenters }: Attributes,
  values: Float32Array,
  dy: Float32Array,
): { y: Float64Array; dx: Float64Array } {
  const rows = lineWeights(4, height, alignCorners, halfPixelCenters);
  const columns = lineWeights(3, width, alignCorners, halfPixelCenters);
  const [y, dx] = [new Float64Array(dy.length), new Float64Array(values.length)];
  for (let i = 0; i < dy.length; i++) {
    const [channel, column, row] = [i % 2, (i >> 1) % width, Math.floor((i >> 1) / width) % height];
    const b = Math.floor(i / (2 * width * height));
    rows[row]!.forEach((ofRow, r) => {
      columns[column]!.forEach((ofColumn, c) => {
        const from = ((b * 4 + r) * 3 + c) * 2 + channel;
        y[i]! += ofRow * ofColumn * values[from]!;
        dx[from]! += ofRow * ofColumn * dy[i]!;
      });
    });
  }
  return { y, dx };
}

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** The kernel by itself, which must leave nothing behind. */
function runKernel(
  [height, width]: readonly [number, number],
  attributes: Attributes,
  dy: Float32Array,
  type: "float32" | "int32" = "float32",
): Float32Array {
  const before = counts();
  const dx = tf.tidy(() => {
    const images = tf.ones([2, 4, 3, 2], type);
    const inputs = { images, dy: tf.tensor(dy, [2, height, width, 2]) };
    const gradient = tf.engine().runKernel("ResizeBilinearGrad", inputs, { ...attributes }) as tf.Tensor;
    expect(gradient.shape).toEqual([2, 4, 3, 2]);
    expect(gradient.dtype).toBe("float32");
    return gradient.dataSync<"float32">();
  });
  expect(counts()).toEqual(before);
  return dx;
}

const combinations = [true, false].flatMap((alignCorners) =>
  [true, false].map((halfPixelCenters) => ({ alignCorners, halfPixelCenters })),
);

describe.each(combinations)("the kernel of the gradient, $alignCorners, $halfPixelCenters", (attributes) => {
  it.each(sizes)("is that of plain loops, from 4 x 3 to %i x %i", (...size) => {
    const dy = randomValues(4 * size[0] * size[1], 5);
    const { dx } = plainResize(size, attributes, new Float32Array(48), dy);
    expectClose(runKernel(size, attributes, dy), dx);
    expectClose(runKernel(size, attributes, dy, "int32"), dx);
  });
});

describe.each([
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
])("resizeBilinear and its gradient, $alignCorners, $halfPixelCenters", (attributes) => {
  it.each(sizes)("from 4 x 3 to %i x %i", (...size) => {
    const { alignCorners, halfPixelCenters } = attributes;
    const values = randomValues(48, 3);
    const { value, weights, gradients } = valueAndGradients(
      (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [...size], alignCorners, halfPixelCenters),
      [{ values, shape: [2, 4, 3, 2] }],
    );
    const { y, dx } = plainResize(size, attributes, values, weights);
    expectClose(value, y);
    expectClose(gradients[0]!, dx);
  });
});

describe("what is shipped", () => {
  const shipped = (): tf.KernelConfig => tf.getKernel("ResizeBilinearGrad", "wasm");
  const dy = randomValues(4 * 9 * 5, 5);

  /** With `kernel`, if any, in the place of what is shipped. */
  function replaceShipped(kernel?: tf.KernelConfig): void {
    tf.unregisterKernel("ResizeBilinearGrad", "wasm");
    if (kernel !== undefined) tf.registerKernel(kernel);
    registerWasmKernels();
  }

  let original: tf.KernelConfig;
  beforeAll(() => {
    unregisterWasmKernels();
    original = shipped();
  });
  afterEach(() => {
    unregisterWasmKernels();
    if (shipped() !== undefined) tf.unregisterKernel("ResizeBilinearGrad", "wasm");
    tf.registerKernel(original);
  });

  it("serves where centres are not at half pixels", () => {
    const kernelFunc = vi.fn(original.kernelFunc);
    replaceShipped({ ...original, kernelFunc });
    for (const attributes of combinations) runKernel([9, 5], attributes, dy);
    expect(kernelFunc.mock.calls.map(([{ attrs }]) => attrs)).toEqual(
      combinations.filter(({ halfPixelCenters }) => !halfPixelCenters),
    );
  });

  it("is not needed", () => {
    replaceShipped();
    for (const attributes of combinations) {
      const { dx } = plainResize([9, 5], attributes, new Float32Array(48), dy);
      expectClose(runKernel([9, 5], attributes, dy), dx);
    }
  });
});
