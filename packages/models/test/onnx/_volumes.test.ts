import { expect, test } from "vitest";
import { describeNetwork, type NetworkName } from "../../src/networks/networks.ts";
import { volumesOf } from "../../src/onnx/_volumes.ts";

const describeSmall = (name: NetworkName, bins: number) =>
  describeNetwork(name, { channels: 1, task: "bin_seg_3d", bins, baseWidth: 8, blocks: 1 });

test("networks whose height bins are channels have none", () => {
  expect(volumesOf(describeSmall("unet_2d_transpose", 4)).size).toBe(0);
});

test.each([1, 4])("what is lifted, and all that is made of it, with %i cells", (bins) => {
  const graph = describeSmall("unet_2_1d", bins);
  const found = [...volumesOf(graph)];
  expect(found).toEqual([
    "bottleneck_lift",
    "decoder_1_skip_lift",
    "decoder_1_up",
    "decoder_1_concat",
    "decoder_1_conv_1",
    "decoder_1_conv_1_bn",
    "decoder_1_conv_2",
    "decoder_1_conv_2_bn",
  ]);
});
