import { expect, test } from "vitest";
import { describeNetwork } from "../../src/networks/networks.ts";
import { type OnnxOptions, resolveOnnxOptions } from "../../src/onnx/options.ts";

const graph = describeNetwork("unet_2d", { channels: 1, task: "bin_seg_2d", baseWidth: 1, blocks: 3 });

test("defaults", () => {
  const defaults = { size: "any", output: "dense", probabilities: false, batchNorm: "fold" };
  expect(resolveOnnxOptions({}, graph)).toEqual(defaults);
  expect(resolveOnnxOptions({ output: undefined }, graph)).toEqual(defaults);
  expect(resolveOnnxOptions({ size: [8, 9], output: "labels" }, graph)).toEqual({
    ...defaults,
    size: [8, 9],
    output: "labels",
  });
});

test.each([
  [{ outputs: "dense" }, TypeError, /no option outputs: expected size, output, probabilities, batchNorm/],
  [{ output: "sparse" }, TypeError, /output is the text "sparse": expected "dense" or "labels"/],
  [{ probabilities: 1 }, TypeError, /probabilities is 1: expected false or true/],
  [{ batchNorm: false }, TypeError, /batchNorm is false: expected "fold" or "keep"/],
  [{ size: "100x100" }, TypeError, /size is the text "100x100"/],
  [{ size: [8] }, TypeError, /size is an array/],
  [{ size: [8, 8.5] }, RangeError, /columns of size is 8.5/],
  [{ size: [0, 8] }, RangeError, /rows of size is 0/],
  [{ size: [8, 7] }, RangeError, /8 x 7 pixels is too small/],
  [null, TypeError, /null/],
  ["dense", TypeError, /expected an object/],
])("%j is refused", (options, type, message) => {
  const resolve = (): unknown => resolveOnnxOptions(options as OnnxOptions, graph);
  expect(resolve).toThrow(type);
  expect(resolve).toThrow(message);
});
