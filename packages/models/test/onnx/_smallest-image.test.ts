import { expect, test } from "vitest";
import { valueShapes } from "../../src/graph/shapes.ts";
import { describeNetwork, type NetworkName } from "../../src/networks/networks.ts";
import { smallestSide } from "../../src/onnx/_smallest-image.ts";

test.each([
  ["single_pixel", 4, 1],
  ["simple_conv", 4, 1],
  ["unet_2d", 1, 2],
  ["unet_2d", 4, 16],
  ["unet_2d_transpose", 3, 8],
] as const)("%s with %i blocks: %i pixels, and none less", (name: NetworkName, blocks, smallest) => {
  const graph = describeNetwork(name, { channels: 1, task: "bin_seg_2d", blocks });
  expect(smallestSide(graph)).toBe(smallest);
  expect(valueShapes(graph, [smallest, smallest])).toBeDefined();
  if (smallest > 1) expect(() => valueShapes(graph, [smallest - 1, smallest])).toThrow(RangeError);
});
