import { describe, expect, it } from "vitest";
import { checkImageSize, type ImageSize } from "../../src/graph/shapes.ts";
import { describeNetwork, type NetworkName, valueShapes } from "../../src/index.ts";

const config = { channels: 3, task: "bin_seg_3d", bins: 99, baseWidth: 64 } as const;

/** Altitude, rows, columns and channels of some nodes. */
function shapesOf(name: NetworkName, size: [number, number], nodes: readonly string[]): number[][] {
  const graph = describeNetwork(name, config);
  const shapes = valueShapes(graph, size);
  return nodes.map((node) => {
    const { altitude, height, width, channels } = shapes[graph.nodes.findIndex((each) => each.name === node)]!;
    return [altitude, height, width, channels];
  });
}

describe("checkImageSize", () => {
  it("takes rows and columns", () => {
    expect(() => checkImageSize([1, 65_536])).not.toThrow();
  });

  it.each<[Error, unknown]>([
    [new TypeError("size is an array: expected rows and columns, such as [100, 100]"), [8]],
    [new TypeError("size is 8: expected rows and columns, such as [100, 100]"), 8],
    [new TypeError('rows of size is the text "8": expected an integer from 1 to 65536'), ["8", 8]],
    [new RangeError("columns of size is 0: expected an integer from 1 to 65536"), [8, 0]],
  ])("%s", (error, size) => {
    expect(() => checkImageSize(size as ImageSize)).toThrow(error);
  });
});

describe("valueShapes", () => {
  it("halves and enlarges odd images, and doubles widths on the way down", () => {
    const nodes = [
      "stem_a",
      "encoder_1_conv_2",
      "encoder_3_conv_2",
      "encoder_4_conv_2",
      "decoder_4_up",
      "decoder_1_concat",
    ];
    expect(shapesOf("unet_2d", [25, 30], nodes)).toEqual([
      [1, 25, 30, 64],
      [1, 12, 15, 128],
      [1, 3, 3, 512],
      [1, 1, 1, 512],
      [1, 3, 3, 512],
      [1, 25, 30, 128],
    ]);
    expect(shapesOf("unet_2d_transpose", [25, 30], ["decoder_4_up", "decoder_4_up_fit", "decoder_1_up"])).toEqual([
      [1, 2, 2, 512],
      [1, 3, 3, 512],
      [1, 24, 30, 64],
    ]);
  });

  it("has ceil(K / 2^(i-1)) cells of altitude, and widths from D / 8", () => {
    const nodes = ["bottleneck_lift", "decoder_4_conv_2", "decoder_3_altitude", "decoder_2_concat", "decoder_1_conv_2"];
    expect(shapesOf("unet_3d", [100, 100], nodes)).toEqual([
      [13, 6, 6, 64],
      [13, 12, 12, 64],
      [25, 12, 12, 64],
      [50, 50, 50, 48],
      [99, 100, 100, 8],
    ]);
  });

  it("doubles the cells of simple_conv_3d, then takes K of them", () => {
    const nodes = ["lift", "conv_1", "conv_7", "altitude"];
    expect(shapesOf("simple_conv_3d", [10, 12], nodes)).toEqual([
      [1, 10, 12, 16],
      [2, 10, 12, 16],
      [128, 10, 12, 16],
      [99, 10, 12, 16],
    ]);
  });

  it("has the widths of simple_conv", () => {
    expect(shapesOf("simple_conv", [4, 4], ["stem", "conv_1", "conv_5"])).toEqual([
      [1, 4, 4, 64],
      [1, 4, 4, 128],
      [1, 4, 4, 128],
    ]);
    const narrow = valueShapes(describeNetwork("simple_conv", { ...config, baseWidth: 3 }), [4, 4]);
    expect([...new Set(narrow.map(({ channels }) => channels))]).toEqual([3, 6, 12, 24, 48, 96]);
  });

  it("refuses an image that is too small", () => {
    expect(() => valueShapes(describeNetwork("unet_2d", config), [15, 100])).toThrow(
      new RangeError("an image of 15 x 100 pixels is too small for this network: take a larger one, or fewer blocks"),
    );
    expect(valueShapes(describeNetwork("unet_2d", config), [16, 16])).toBeDefined();
  });
});
