import { describe, expect, it } from "vitest";
import { describeNetwork, graphParameters, networkNames } from "../../src/index.ts";

const config = { channels: 3, task: "seg_3d", bins: 4, baseWidth: 8, blocks: 1, maxWidth: 6 } as const;

describe("graphParameters", () => {
  it("lists nodes, then the head, with the layouts that types.ts describes", () => {
    const list = graphParameters(describeNetwork("unet_2d_transpose", config)).map(
      ({ name, shape, trainable }) => `${name} [${shape.join(", ")}]${trainable ? "" : " running"}`,
    );
    expect(list).toMatchInlineSnapshot(`
      [
        "stem_a/kernel [1, 1, 3, 6]",
        "stem_a/bias [6]",
        "encoder_1_conv_1/kernel [3, 3, 6, 6]",
        "encoder_1_conv_1_bn/gamma [6]",
        "encoder_1_conv_1_bn/beta [6]",
        "encoder_1_conv_1_bn/moving_mean [6] running",
        "encoder_1_conv_1_bn/moving_variance [6] running",
        "encoder_1_conv_2/kernel [3, 3, 6, 6]",
        "encoder_1_conv_2_bn/gamma [6]",
        "encoder_1_conv_2_bn/beta [6]",
        "encoder_1_conv_2_bn/moving_mean [6] running",
        "encoder_1_conv_2_bn/moving_variance [6] running",
        "decoder_1_up/kernel [3, 3, 6, 6]",
        "decoder_1_up_bn/gamma [6]",
        "decoder_1_up_bn/beta [6]",
        "decoder_1_up_bn/moving_mean [6] running",
        "decoder_1_up_bn/moving_variance [6] running",
        "decoder_1_conv_1/kernel [3, 3, 12, 6]",
        "decoder_1_conv_1_bn/gamma [6]",
        "decoder_1_conv_1_bn/beta [6]",
        "decoder_1_conv_1_bn/moving_mean [6] running",
        "decoder_1_conv_1_bn/moving_variance [6] running",
        "decoder_1_conv_2/kernel [3, 3, 6, 4]",
        "decoder_1_conv_2_bn/gamma [4]",
        "decoder_1_conv_2_bn/beta [4]",
        "decoder_1_conv_2_bn/moving_mean [4] running",
        "decoder_1_conv_2_bn/moving_variance [4] running",
        "stem_b/kernel [1, 1, 3, 4]",
        "stem_b/bias [4]",
        "features/kernel [1, 1, 8, 6]",
        "features/bias [6]",
        "head_1/kernel [6, 6]",
        "head_1/bias [6]",
        "head_2/kernel [6, 36]",
        "head_2/bias [36]",
      ]
    `);
  });

  it("of volumes has kernels with altitude, and a bias of each cell", () => {
    const shapes = new Map(
      graphParameters(describeNetwork("unet_2_1d", { ...config, maxWidth: 64 })).map(({ name, shape }) => [
        name,
        shape,
      ]),
    );
    expect(shapes.get("bottleneck_lift/bias")).toEqual([4, 1]);
    expect(shapes.get("decoder_1_conv_1/kernel")).toEqual([1, 3, 3, 2, 1]);
    expect(shapes.get("decoder_1_conv_2/kernel")).toEqual([3, 1, 1, 1, 1]);
    expect(shapes.get("head/kernel")).toEqual([1, 9]);
  });

  it.each(networkNames)("%s has unique names, and begins kernels by what goes into them", (name) => {
    const parameters = graphParameters(describeNetwork(name, config));
    expect(new Set(parameters.map((parameter) => parameter.name)).size).toBe(parameters.length);
    for (const { name: own, layer, shape, initializer } of parameters) {
      expect(own.startsWith(`${layer}/`)).toBe(true);
      if (!own.endsWith("/kernel")) continue;
      const transposed = layer === "decoder_1_up" && name === "unet_2d_transpose";
      const inputs = shape.slice(0, -1).reduce((product, length) => product * length, 1);
      // A transposed kernel's last axis is what goes in; a quarter of its cells meets a pixel.
      expect(initializer).toEqual({ kind: "he", fanIn: transposed ? (9 / 4) * shape[3]! : inputs });
    }
  });
});
