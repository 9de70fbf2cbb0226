import { describe, expect, it } from "vitest";
import { createModel, type ModelConfig, type NetworkConfig, type NetworkName } from "../../src/index.ts";
import { resolveConfig } from "../../src/networks/config.ts";

const least: NetworkConfig = { channels: 288, task: "seg_3d" };

describe("resolveConfig", () => {
  it("has defaults", () => {
    expect(resolveConfig(least)).toEqual({
      channels: 288,
      task: "seg_3d",
      bins: 125,
      baseWidth: 64,
      maxWidth: undefined,
      blocks: 4,
      size: [100, 100],
      outputs: { classes: 9, bins: 125 },
    });
  });

  it.each([
    [[100, 100], 6],
    [[64, 100], 6],
    [[200, 63], 5],
    [[2, 3], 1],
  ] as const)('makes "max" blocks of images of %j %d', (size, blocks) => {
    expect(resolveConfig({ ...least, blocks: "max", size }).blocks).toBe(blocks);
  });

  it.each<[object, string]>([
    [{ chanels: 3 }, "the configuration has no option chanels: expected channels, task, bins, baseWidth"],
    [{ channels: "288" }, 'channels is the text "288": expected an integer from 1 to 65536'],
    [{ task: "seg" }, 'task is the text "seg": expected seg_3d, bin_seg_3d, bin_seg_2d'],
    [{ bins: null }, "bins is null: expected an integer from 1 to 32767"],
    [{ blocks: "most" }, 'blocks is the text "most": expected an integer from 1 to 30'],
    [{ size: 100 }, "size is 100: expected rows and columns, such as [100, 100]"],
    [{ size: [100] }, "size is an array: expected rows and columns"],
  ])("refuses %j with a TypeError", (wrong, message) => {
    const resolve = () => resolveConfig({ ...least, ...wrong } as NetworkConfig);
    expect(resolve).toThrow(TypeError);
    expect(resolve).toThrow(message);
  });

  it.each<[object, string]>([
    [{ channels: 0 }, "channels is 0"],
    [{ bins: 1.5 }, "bins is 1.5"],
    [{ bins: Number.NaN }, "bins is NaN"],
    [{ baseWidth: -64 }, "baseWidth is -64"],
    [{ maxWidth: Number.POSITIVE_INFINITY }, "maxWidth is Infinity"],
    [{ blocks: 0 }, "blocks is 0"],
    [{ blocks: "max", size: [1, 100] }, "blocks is 0"],
    [{ size: [100, 0] }, "columns of size is 0"],
  ])("refuses %j with a RangeError", (wrong, message) => {
    const resolve = () => resolveConfig({ ...least, ...wrong } as NetworkConfig);
    expect(resolve).toThrow(RangeError);
    expect(resolve).toThrow(message);
  });
});

describe("createModel", () => {
  it("refuses what is no network, no configuration or no seed", () => {
    expect(() => createModel("u_net" as NetworkName, least)).toThrow(
      new TypeError(
        'the network is the text "u_net": expected single_pixel, simple_conv, unet_2d, unet_2d_transpose, unet_2_1d, unet_3d, simple_conv_3d',
      ),
    );
    expect(() => createModel(["simple_conv"] as unknown as NetworkName, least)).toThrow("the network is an array");
    expect(() => createModel("toString" as NetworkName, least)).toThrow(TypeError);
    expect(() => createModel("unet_2d", null as unknown as ModelConfig)).toThrow(
      "the configuration: expected an object of options",
    );
    expect(() => createModel("unet_2d", { ...least, seed: -1 })).toThrow(RangeError);
    expect(() => createModel("unet_2d", { ...least, seed: "1" as unknown as number })).toThrow(TypeError);
  });
});
