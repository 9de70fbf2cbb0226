import { seededRandom } from "@atcs/colocate";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { type BackendName, useBackend } from "../../../../../test/support/tfjs.ts";
import { lossValue } from "../../../src/losses/loss-value.ts";
import { type SmoothnessOptions, smoothness } from "../../../src/losses/smoothness.ts";
import { registerWasmKernels } from "../../../src/wasm-kernels/index.ts";
import { finiteDifferences, type Images, smoothnessByLoops } from "./loops.ts";
import { expectClose } from "./problems.ts";

const images: Images = { batch: 2, outputs: 3, channels: 4, height: 5, width: 6 };
const { batch, outputs, channels, height, width } = images;
const radianceChannels = [0, 3];

function numbers(size: number, ...seed: string[]): Float32Array {
  const random = seededRandom(4, ...seed);
  return new Float32Array(size).map(() => 4 * random() - 2);
}

const dense = numbers(batch * outputs * height * width, "dense");
const image = numbers(batch * channels * height * width, "image");
const denseTensor = () => tf.tensor4d(dense, [batch, outputs, height, width]);
const imageTensor = () => tf.tensor4d(image, [batch, channels, height, width]);

async function penalty(of: tf.Tensor, image: tf.Tensor4D, options: SmoothnessOptions): Promise<number> {
  return (await lossValue(smoothness(of, image, options)).data())[0]!;
}

async function gradient(of: tf.Tensor): Promise<Float32Array> {
  const guide = imageTensor();
  const value = (x: tf.Tensor | tf.TensorLike) => lossValue(smoothness(x as tf.Tensor, guide, { radianceChannels }));
  return (await tf.grad(value)(of).data()) as Float32Array;
}

export function testSmoothness(backend: BackendName): void {
  describe(`smoothness on the ${backend} backend`, () => {
    beforeAll(async () => {
      await useBackend(backend);
      if (backend === "wasm") registerWasmKernels();
    }, 60_000);

    testValues();
    testArguments();
  });
}

function testValues(): void {
  it("agrees with plain loops, with either order of the image's axes", async () => {
    const expected = smoothnessByLoops(dense, image, images, radianceChannels);
    expectClose([await penalty(denseTensor(), imageTensor(), { radianceChannels })], [expected], 1e-5);
    const channelsLast = tf.transpose(imageTensor(), [0, 2, 3, 1]);
    const options = { radianceChannels: Uint8Array.from(radianceChannels), layout: "NHWC" as const };
    expectClose([await penalty(denseTensor(), channelsLast, options)], [expected], 1e-5);
  });

  it("takes [B, classes, K, H, W] as so many channels", async () => {
    const expected = smoothnessByLoops(dense, image, images, radianceChannels);
    const classes = tf.reshape(denseTensor(), [batch, outputs, 1, height, width]);
    expectClose([await penalty(classes, imageTensor(), { radianceChannels })], [expected], 1e-5);
  });

  it("has the gradient of finite differences", async () => {
    const of = (x: Float64Array) => smoothnessByLoops(x, image, images, radianceChannels);
    expectClose(await gradient(denseTensor()), finiteDifferences(of, dense), 1e-4);
  });

  it("is 0 for an output without changes, and so is its gradient", async () => {
    const flat = tf.fill([batch, outputs, height, width], 2.5);
    expect(await penalty(flat, imageTensor(), { radianceChannels })).toBe(0);
    expect(new Set((await gradient(flat)).map(Math.abs))).toEqual(new Set([0]));
  });

  it("is 2 + 8 for a plane of slopes 1 and 4, and less by exp(-2) in the direction of an edge", async () => {
    const plane = tf.tensor4d(
      Array.from({ length: 20 }, (_, i) => (i % 5) + 4 * Math.floor(i / 5)),
      [1, 1, 4, 5],
    );
    const still = tf.zeros<tf.Rank.R4>([1, 1, 4, 5]);
    expectClose([await penalty(plane, still, { radianceChannels: [0] })], [2 + 8], 1e-6);
    const slope = tf.tensor4d(
      Array.from({ length: 20 }, (_, i) => i % 5),
      [1, 1, 4, 5],
    );
    expectClose([await penalty(plane, slope, { radianceChannels: [0] })], [2 * Math.exp(-2) + 8], 1e-6);
  });

  it("adds up over micro-batches", async () => {
    const parts = [0, 1].map((b) =>
      smoothness(tf.slice(denseTensor(), b, 1), tf.slice(imageTensor(), b, 1), { radianceChannels }),
    );
    const sums = {
      numerator: tf.addN(parts.map((part) => part.numerator)),
      denominator: tf.addN(parts.map((part) => part.denominator)),
    };
    const whole = await penalty(denseTensor(), imageTensor(), { radianceChannels });
    expectClose(await lossValue(sums as (typeof parts)[0]).data(), [whole], 1e-6);
  });

  it("keeps no tensors", () => {
    const [of, guide] = [denseTensor(), imageTensor()];
    const before = tf.memory().numTensors;
    tf.dispose(Object.values(smoothness(of, guide, { radianceChannels })));
    expect(tf.memory().numTensors).toBe(before);
  });
}

function testArguments(): void {
  it.each<[string, number[], [number, number, number, number], object, ErrorConstructor, string]>([
    ["another rank", [2, 5, 6], [2, 4, 5, 6], {}, RangeError, "dense has shape [2, 5, 6]: expected [B, 9, K, H, W]"],
    ["two columns", [2, 3, 5, 2], [2, 4, 5, 2], {}, RangeError, "with H and W from 3"],
    [
      "another image",
      [2, 3, 5, 6],
      [2, 4, 6, 5],
      {},
      RangeError,
      "image has shape [2, 4, 6, 5]: expected [2, C, 5, 6]",
    ],
    ["channels first", [2, 3, 5, 6], [2, 4, 5, 6], { layout: "NHWC" }, RangeError, "expected [2, 5, 6, C]"],
    ["a layout", [2, 3, 5, 6], [2, 4, 5, 6], { layout: "HWC" }, TypeError, 'layout is the text "HWC"'],
    ["channel 4", [2, 3, 5, 6], [2, 4, 5, 6], { radianceChannels: [1, 4] }, RangeError, "radianceChannels[1] is 4"],
    [
      "a channel twice",
      [2, 3, 5, 6],
      [2, 4, 5, 6],
      { radianceChannels: [1, 1] },
      RangeError,
      "radianceChannels[1] is 1",
    ],
    ["no channel", [2, 3, 5, 6], [2, 4, 5, 6], { radianceChannels: [] }, RangeError, "radianceChannels is empty"],
    ["a number", [2, 3, 5, 6], [2, 4, 5, 6], { radianceChannels: 9 }, TypeError, "radianceChannels is 9"],
    ["an option", [2, 3, 5, 6], [2, 4, 5, 6], { weight: 1 }, TypeError, "smoothness has no option weight"],
  ])("refuses %s", (_, denseShape, imageShape, options, type, message) => {
    const make = () =>
      smoothness(tf.zeros(denseShape), tf.zeros<tf.Rank.R4>(imageShape), {
        radianceChannels,
        ...options,
      } as SmoothnessOptions);
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });
}
