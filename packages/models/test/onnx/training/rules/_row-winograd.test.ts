import type { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { OnnxGraphBuilder } from "../../../../src/onnx/onnx-graph-builder.ts";
import type { ConvolutionForm, ConvolutionLayer } from "../../../../src/onnx/training/rules/_convolution-form.ts";
import { plainConvolution } from "../../../../src/onnx/training/rules/_plain-convolution.ts";
import { rowWinograd, rowWinogradPays } from "../../../../src/onnx/training/rules/_row-winograd.ts";
import { relativeError } from "../../../ops/support/array.ts";
import { floats, randomValues } from "../../_support.ts";
import { openGraph } from "../_graph.ts";

interface Case {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly height: number;
  readonly width: number;
}

/** The value, and the gradients of image and kernel. */
async function run(
  form: (layer: ConvolutionLayer) => ConvolutionForm,
  { batch, channels, filters, height, width }: Case,
): Promise<Float32Array[]> {
  const onnx = new OnnxGraphBuilder();
  const feeds: Record<string, Tensor> = {};
  const input = (name: string, dims: readonly number[], isBatched: boolean) => {
    const shape = isBatched ? [batch, ...dims] : dims;
    feeds[name] = floats(
      randomValues(
        shape.reduce((a, b) => a * b),
        name,
      ),
      shape,
    );
    return onnx.input(name, "float32", isBatched ? ["batch", ...dims] : dims);
  };
  const image = input("image", [channels, height, width], true);
  const kernel = input("kernel", [3, 3, channels, filters], false);
  const gradient = input("gradient", [filters, height, width], true);
  const layer = {
    onnx,
    name: "node",
    image,
    kernel,
    bias: undefined,
    size: 3,
    channels,
    filters,
    height,
    width,
  } as const;
  const { value, inputGradient, kernelGradient } = form(layer);
  const found = [value, inputGradient(gradient, "back"), kernelGradient(gradient, "back")];
  for (const each of found)
    onnx.output(
      each,
      "float32",
      ["a", "b", "c", "d"].map((axis) => `${each.name}_${axis}`),
    );
  const session = await openGraph(onnx);
  try {
    const outputs = await session.run(feeds);
    return found.map(({ name }) => outputs[name]!.data as Float32Array);
  } finally {
    await session.release();
  }
}

describe.each<Case>([
  { batch: 2, channels: 2, filters: 3, height: 8, width: 5 },
  { batch: 1, channels: 3, filters: 2, height: 5, width: 4 },
  { batch: 3, channels: 2, filters: 2, height: 6, width: 3 },
  { batch: 2, channels: 1, filters: 1, height: 7, width: 1 },
  // Images that are small beside the kernel.
  { batch: 2, channels: 12, filters: 5, height: 9, width: 3 },
  { batch: 3, channels: 2, filters: 7, height: 1, width: 2 },
])("$batch images of $height x $width, $channels to $filters channels", (shape) => {
  test("gives what the plain form gives", async () => {
    const [found, expected] = [await run(rowWinograd, shape), await run(plainConvolution, shape)];
    for (const [i, what] of ["value", "gradient of the image", "gradient of the kernel"].entries()) {
      expect(relativeError(found[i]!, expected[i]!), what).toBeLessThan(3e-6);
    }
  });
});

test("is used for large and deep images without a bias", () => {
  const layer = { size: 3, bias: undefined, channels: 128, filters: 128, height: 100, width: 100 } as ConvolutionLayer;
  expect(rowWinogradPays(layer)).toBe(true);
  expect(rowWinogradPays({ ...layer, size: 1 })).toBe(false);
  expect(rowWinogradPays({ ...layer, bias: { name: "bias" } })).toBe(false);
  expect(rowWinogradPays({ ...layer, filters: 16 })).toBe(false);
  expect(rowWinogradPays({ ...layer, height: 6, width: 6 })).toBe(false);
});
