import { IndexError, ShapeError } from "@atcs/colocate";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel, type Moments, type Network, networkNames } from "../../src/index.ts";
import { disturb, randomImages, randomPoints, smallConfig, valuesOf } from "./support/small-networks.ts";

beforeAll(() => useBackend("cpu"), 60_000);

const shape = [2, 3, 5, 6] as const;

function zeros(of: readonly number[]): tf.Tensor4D {
  return tf.zeros([...of] as [number, number, number, number]);
}

function unet(): Network {
  return createModel("unet_2d", smallConfig());
}

describe("sizes of images", () => {
  it.each([
    [1, 1],
    [1, 7],
    [13, 14],
  ])("single_pixel takes %d x %d", (height, width) => {
    const out = createModel("single_pixel", smallConfig()).dense(randomImages([1, 3, height, width]));
    expect(out.shape).toEqual([1, 3, height, width]);
  });

  it.each(networkNames.filter((name) => name.startsWith("unet")))("%s takes odd ones that are not square", (name) => {
    for (const [height, width] of [
      [13, 14],
      [5, 4],
      [25, 25],
    ] as const) {
      const network = createModel(name, smallConfig({ baseWidth: 2, bins: 2, task: "seg_3d" }));
      expect(network.dense(randomImages([1, 3, height, width])).shape).toEqual([1, 9, 2, height, width]);
    }
  });

  it.each(networkNames.filter((name) => name.startsWith("unet")))("%s refuses one that is too small", (name) => {
    const network = createModel(name, smallConfig());
    expect(() => network.dense(randomImages([1, 3, 3, 14]))).toThrow(
      new RangeError("an image of 3 x 14 pixels is too small for this network: take a larger one, or fewer blocks"),
    );
  });

  it('halves as often as it can with blocks: "max"', () => {
    const network = createModel("unet_2d", smallConfig({ baseWidth: 2, blocks: "max", size: [13, 14] }));
    expect(network.graph.nodes.filter(({ op }) => op === "maxPool2d")).toHaveLength(3);
    expect(network.dense(randomImages([1, 3, 13, 14])).shape).toEqual([1, 3, 13, 14]);
  });
});

describe("inputs", () => {
  it("are the same in both layouts", async () => {
    const network = unet();
    const images = randomImages(shape);
    const channelsLast = tf.transpose(images, [0, 2, 3, 1]);
    const expected = await network.dense(images).data();
    expect(await network.dense(channelsLast, { layout: "NHWC" }).data()).toEqual(expected);
  });

  it("have images, pixels and the right channels", () => {
    const network = unet();
    const refusal = (of: readonly number[]) =>
      new RangeError(`the input has shape [${of.join(", ")}]: expected [B, 3, H, W], none of them 0`);
    for (const wrong of [
      [0, 3, 5, 6],
      [2, 3, 0, 6],
      [2, 4, 5, 6],
      [3, 5, 6],
      [1, 3, 5, 6, 1],
    ]) {
      expect(() => network.dense(zeros(wrong))).toThrow(refusal(wrong));
    }
  });

  it("are told to name the layout that they have", () => {
    expect(() => unet().dense(zeros([2, 5, 6, 3]))).toThrow(
      'expected [B, 3, H, W], none of them 0; its 3 channels are in the last axis, which is layout: "NHWC"',
    );
    expect(() => unet().dense(zeros(shape), { layout: "NHWC" })).toThrow(
      'expected [B, H, W, 3], none of them 0; its 3 channels are in the second axis, which is layout: "NCHW"',
    );
  });

  it("are of any type of tensor, such as that of tf.stack", () => {
    const image: tf.Tensor = tf.stack([tf.zeros([3, 5, 6]), tf.ones([3, 5, 6])]);
    expect(unet().dense(image).shape).toEqual([2, 3, 5, 6]);
  });

  it("are tensors of float32 that still have their values", () => {
    const disposed = randomImages(shape);
    disposed.dispose();
    expect(() => unet().dense(disposed)).toThrow(TypeError);
    expect(() => unet().dense(tf.cast(zeros(shape), "int32"))).toThrow("the input is int32: expected float32");
    expect(() => unet().dense([1] as unknown as tf.Tensor4D)).toThrow("the input is an array: expected a tensor");
  });

  it("have options that exist", () => {
    const run = (options: object | null) => () => unet().dense(randomImages(shape), options as object);
    expect(run({ train: true })).toThrow(new TypeError("the run has no option train: expected layout, training"));
    expect(run({ layout: "CHW" })).toThrow(new TypeError('layout is the text "CHW": expected "NCHW" or "NHWC"'));
    expect(run({ training: 1 })).toThrow(new TypeError("training is 1: expected true, false or a function"));
    expect(run(null)).toThrow(new TypeError("the run: expected an object of options (layout, training), got null"));
  });
});

describe.each(["unet_2d", "unet_3d"] as const)("label points of %s", (name) => {
  const { batchIndex, corners, weights } = randomPoints(3, shape);
  const atLabels = (...points: Parameters<Network["atLabels"]> extends [unknown, ...infer P] ? P : never) => {
    const network = createModel(name, smallConfig());
    return () => network.atLabels(randomImages(shape), ...points);
  };

  it("are refused by their own index, in networks with altitude too", () => {
    expect(atLabels([0, 1, 2], corners, weights)).toThrow(/batchIndex of point 2 is 2\b/);
    expect(atLabels([0, 0.5, 1], corners, weights)).toThrow(/batchIndex of point 1 is 0.5/);
    expect(atLabels(batchIndex, Int32Array.from(corners).fill(5, 8, 9), weights)).toThrow(
      /row of corner 0 of point 1 /,
    );
    expect(atLabels(batchIndex, Array.from(corners).with(23, 1.5), weights)).toThrow(/column of corner 3 of point 2 /);
    expect(atLabels(batchIndex, Array.from(corners).slice(1), weights)).toThrow(ShapeError);
    expect(atLabels([0, 1, 2], corners, weights)).toThrow(IndexError);
    expect(atLabels(batchIndex, corners, Array.from(weights).with(4, Number.NaN))).toThrow(
      /weight of corner 0 of point 1 /,
    );
  });

  it("have weights that sum to 1", () => {
    const scaled = (factor: number) => Array.from(weights, (weight, i) => (i < 8 ? weight : weight * factor));
    expect(atLabels(batchIndex, corners, scaled(0.5))).toThrow(
      /^weights of point 2 sum to 0\.\d+: expected 1, to 0.001$/,
    );
    expect(atLabels(batchIndex, corners, scaled(1e39))).toThrow(RangeError);
    expect(atLabels(batchIndex, corners, scaled(1.0005))).not.toThrow();
  });

  it("are arrays, and no tensors", () => {
    const expected = (name: string) => new TypeError(`${name} is a tensor: expected the arrays of the batch`);
    const tensor = (values: ArrayLike<number>) => tf.tensor1d(Array.from(values)) as unknown as Float32Array;
    expect(atLabels(tensor(batchIndex), corners, weights)).toThrow(expected("batchIndex"));
    expect(atLabels(batchIndex, tensor(corners), weights)).toThrow(expected("corners"));
    const points = { batchIndex, corners, weights: tensor(weights) };
    const network = createModel(name, smallConfig());
    expect(() => network.atLabelsAndDense(randomImages(shape), points)).toThrow(expected("weights"));
  });

  it("leave network and memory as they were when they are wrong", async () => {
    const network = createModel(name, smallConfig());
    const images = randomImages(shape);
    const [before, weightsBefore] = [tf.memory().numTensors, await valuesOf(network)];
    let told = 0;
    const training = () => {
      told++;
    };
    expect(() => network.atLabels(images, [7, 0, 0], corners, weights, { training })).toThrow();
    expect(() => network.atLabels(images, [7, 0, 0], corners, weights, { training: true })).toThrow();
    expect(told).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
    expect(await valuesOf(network)).toEqual(weightsBefore);
  });
});

describe("weights", () => {
  it("are copied by setWeights", async () => {
    const [one, other] = [unet(), createModel("unet_2d", smallConfig())];
    await disturb(one);
    other.setWeights(one.getWeights());
    expect(await valuesOf(other)).toEqual(await valuesOf(one));
    one.dispose();
    expect((await valuesOf(other)).flat().every(Number.isFinite)).toBe(true);
  });

  it("are refused when they do not fit, and nothing changes", async () => {
    const network = unet();
    const before = await valuesOf(network);
    const changed = (place: number, weight: tf.Tensor) => {
      return () =>
        network.setWeights(
          network
            .getWeights()
            .map((own) => tf.zerosLike(own))
            .with(place, weight),
        );
    };
    expect(changed(2, tf.zeros([3]))).toThrow(/^encoder_1_conv_1\/kernel has shape \[3\]: expected \[3, 3, 4, 8\]$/);
    expect(changed(1, tf.zeros([4], "int32"))).toThrow(new TypeError("stem_a/bias is int32: expected float32"));
    const disposed = tf.zeros([4]);
    disposed.dispose();
    expect(changed(1, disposed)).toThrow(TypeError);
    expect(() => network.setWeights([])).toThrow(/^0 weights: unet_2d has \d+$/);
    expect(await valuesOf(network)).toEqual(before);
    expect(() => network.variable("head/kernel")).toThrow(new RangeError("unet_2d has no parameter head/kernel"));
  });

  it("are gone after dispose, which may be called again", () => {
    const before = tf.memory().numTensors;
    const network = unet();
    network.dispose();
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const images = randomImages(shape);
    expect(() => network.dense(images)).toThrow("disposed");
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});

describe("moments of others", () => {
  it("must be those of all layers, or nothing changes", () => {
    const model = createModel("simple_conv", smallConfig());
    const x = tf.randomNormal<tf.Rank.R4>([2, model.config.channels, 9, 9], 0, 1, "float32", 1);
    const before = model.variable("stem_bn/moving_mean").dataSync().slice();
    const tryWith = (change: (moments: Map<string, Moments>) => void): (() => void) => {
      return () =>
        model.features(x, {
          training: (moments) => {
            const changed = new Map(moments);
            change(changed);
            model.applyMoments(changed);
          },
        });
    };
    expect(tryWith((moments) => moments.delete("conv_5_bn"))).toThrow("the moments of conv_5_bn are missing");
    expect(tryWith((moments) => moments.set("other", moments.get("conv_5_bn")!))).toThrow("moments of other");
    expect(tryWith((moments) => moments.set("stem_bn", moments.get("conv_5_bn")!))).toThrow("expected those of");
    const changed = (of: Partial<Moments>) => (moments: Map<string, Moments>) =>
      void moments.set("conv_5_bn", { ...moments.get("conv_5_bn")!, ...of });
    const disposed = tf.zeros<tf.Rank.R1>([16]);
    disposed.dispose();
    expect(tryWith(changed({ variance: disposed }))).toThrow(
      new TypeError("the moments of conv_5_bn are disposed: tf.keep them"),
    );
    expect(tryWith(changed({ mean: [1] as unknown as tf.Tensor1D }))).toThrow("is an array: expected a tensor");
    const column = tf.zeros([8, 1]) as unknown as tf.Tensor1D;
    expect(tryWith(changed({ mean: column }))).toThrow("the moments of conv_5_bn have shape [8, 1]: expected [8]");
    expect(tryWith(changed({ mean: tf.zeros([8], "int32") }))).toThrow("is int32: expected float32");
    for (const none of [null, {}]) {
      expect(() => model.applyMoments(none as unknown as Map<string, Moments>)).toThrow("expected a Map");
    }
    expect(tryWith(changed({ count: Number.NaN }))).toThrow("the count of the moments of conv_5_bn is NaN");
    expect(model.variable("stem_bn/moving_mean").dataSync()).toEqual(before);
    // What is not finite in one layer is taken up in none.
    for (const wrong of [Number.POSITIVE_INFINITY, Number.NaN, -5]) {
      expect(tryWith(changed({ variance: tf.fill([8], wrong) }))).not.toThrow();
      expect(model.variable("stem_bn/moving_mean").dataSync()).toEqual(before);
    }
    expect(tryWith(() => {})).not.toThrow();
    expect(model.variable("stem_bn/moving_mean").dataSync()).not.toEqual(before);
  });
});

it("the configuration says everything, so that it is the same network when defaults change", () => {
  const { config } = createModel("unet_2d", { channels: 3, task: "bin_seg_3d", blocks: "max", size: [9, 16] });
  expect(config).toEqual({
    ...{ channels: 3, task: "bin_seg_3d", bins: 125, baseWidth: 64, blocks: 3, maxWidth: 512, size: [9, 16] },
  });
  const single = createModel("single_pixel", { channels: 3, task: "seg_3d", bins: 2 });
  expect(single.config).toMatchObject({ maxWidth: 18 });
  expect(single.config).not.toHaveProperty("size");
});

it("countParams refuses an option that there is not, or a value that it cannot have", () => {
  const network = createModel("single_pixel", smallConfig());
  const options = { trainble: true } as object;
  expect(() => network.countParams(options)).toThrow("no option trainble");
  for (const [trainable, found] of [
    [1, "1"],
    [null, "null"],
  ] as const) {
    expect(() => network.countParams({ trainable } as unknown as { trainable: boolean })).toThrow(
      new TypeError(`trainable is ${found}: expected true or false`),
    );
  }
});

describe("summary", () => {
  it("goes to the console unless it is told otherwise, as that of tf.LayersModel", () => {
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    const network = createModel("single_pixel", smallConfig());
    network.summary();
    const lines: string[] = [];
    network.summary((line) => lines.push(line));
    expect(print.mock.calls).toEqual(lines.map((line) => [line]));
    print.mockRestore();
    expect(lines.at(-1)).toBe(`single_pixel: ${network.countParams()} parameters, 147 of them learned`);
    const wrong = () => network.summary(80 as unknown as () => void);
    expect(wrong).toThrow(new TypeError("print is 80: expected a function"));
  });

  it("of a network that is too deep for the usual image", () => {
    const lines: string[] = [];
    createModel("unet_2d", { channels: 2, task: "bin_seg_2d", baseWidth: 1, blocks: 7 }).summary((line) =>
      lines.push(line),
    );
    expect(lines[1]).toContain("128 x 128 x 2");
  });

  it("prints a table line by line", () => {
    const lines: string[] = [];
    createModel("unet_3d", smallConfig({ blocks: 1, size: [13, 14] })).summary((line) => lines.push(line));
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "layer                operation      output           parameters
      input                input          13 x 14 x 3               0
      stem_a               conv2d         13 x 14 x 4              16
      stem_a_relu          relu           13 x 14 x 4               0
      encoder_1_pool       maxPool2d      6 x 7 x 4                 0
      encoder_1_conv_1     conv2d         6 x 7 x 4               144
      encoder_1_conv_1_bn  batchNormRelu  6 x 7 x 4                16
      encoder_1_conv_2     conv2d         6 x 7 x 4               144
      encoder_1_conv_2_bn  batchNormRelu  6 x 7 x 4                16
      bottleneck           conv2d         6 x 7 x 1                 5
      bottleneck_lift      lift           3 x 6 x 7 x 1             3
      decoder_1_skip       conv2d         13 x 14 x 1               5
      decoder_1_skip_lift  lift           3 x 13 x 14 x 1           3
      decoder_1_up         resizeLike     3 x 13 x 14 x 1           0
      decoder_1_concat     concat         3 x 13 x 14 x 2           0
      decoder_1_conv_1     conv3d         3 x 13 x 14 x 1          54
      decoder_1_conv_1_bn  batchNormRelu  3 x 13 x 14 x 1           4
      decoder_1_conv_2     conv3d         3 x 13 x 14 x 1          27
      decoder_1_conv_2_bn  batchNormRelu  3 x 13 x 14 x 1           4
      head                 dense          1                         2
      unet_3d: 443 parameters, 423 of them learned"
    `);
  });
});
