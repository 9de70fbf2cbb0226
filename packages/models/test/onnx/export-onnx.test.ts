import * as tf from "@tensorflow/tfjs";
import { describe, expect, test, vi } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel, type ModelConfig, type Network, type NetworkName, networkNames, tasks } from "../../src/index.ts";
import { encodeInference, encodeOnnx, exportOnnx } from "../../src/onnx/index.ts";
import {
  disturb,
  floats,
  makePoints,
  openSession,
  pointFeeds,
  randomValues,
  relativeDifference,
  runModel,
} from "./_support.ts";

await useBackend("cpu");

const agreement = 1e-4;

function makeNetwork(name: NetworkName, config: Partial<ModelConfig> = {}): Network {
  const network = createModel(name, {
    channels: 5,
    task: "bin_seg_3d",
    bins: 7,
    baseWidth: 4,
    maxWidth: 12,
    blocks: 2,
    seed: 1,
    ...config,
  });
  disturb(network);
  return network;
}

function describesVolumes(name: NetworkName): boolean {
  return ["unet_2_1d", "unet_3d", "simple_conv_3d"].includes(name);
}

/** The same weights in host memory. */
function weightsOf(network: Network): Map<string, Float32Array> {
  return new Map(network.parameters.map(({ name }) => [name, network.variable(name).dataSync() as Float32Array]));
}

describe.each(networkNames)("%s", (name) => {
  test.each(tasks)("%s: dense and at labels as in tfjs, of any size, batch and number of points", async (task) => {
    // Volumes are an eighth as wide.
    const network = makeNetwork(name, { task, baseWidth: describesVolumes(name) ? 16 : 4 });
    const dense = await openSession(await exportOnnx(network));
    const labels = await openSession(await exportOnnx(network, { output: "labels" }));
    for (const [batch, height, width, points] of [
      [1, 13, 14, 5],
      [3, 6, 11, 5],
      [1, 5, 5, 0],
      [2, 8, 4, 1],
    ] as const) {
      const shape = [batch, 5, height, width] as const;
      const values = randomValues(batch * 5 * height * width, height, width);
      const images = tf.tensor4d(values, [...shape]);
      const { batchIndex, corners, weights } = makePoints(points, batch, height, width);
      const expectedDense = network.dense(images);
      const expectedLabels = network.atLabels(images, batchIndex, corners, weights);

      const foundDense = (await dense.run({ images: floats(values, shape) })).logits!;
      expect(foundDense.dims).toEqual(expectedDense.shape);
      expect(relativeDifference(foundDense, expectedDense)).toBeLessThan(agreement);
      const feeds = { images: floats(values, shape), ...pointFeeds({ batchIndex, corners, weights }) };
      const foundLabels = (await labels.run(feeds)).logits!;
      expect(foundLabels.dims).toEqual(expectedLabels.shape);
      expect(relativeDifference(foundLabels, expectedLabels)).toBeLessThan(agreement);
      tf.dispose([images, expectedDense, expectedLabels]);
    }
    await Promise.all([dense.release(), labels.release()]);
    network.dispose();
  });

  test("batch normalisation that is kept gives the same as what is folded", async () => {
    const network = makeNetwork(name);
    const images = floats(randomValues(5 * 9 * 10), [1, 5, 9, 10]);
    const folded = (await runModel(await exportOnnx(network), { images })).logits!;
    const kept = (await runModel(await exportOnnx(network, { batchNorm: "keep" }), { images })).logits!;
    expect(relativeDifference(folded, tf.tensor(kept.data as Float32Array))).toBeLessThan(1e-5);
  });

  test("a file takes 4 bytes a parameter, and little more", async () => {
    const network = makeNetwork(name, { channels: 64, baseWidth: 32, maxWidth: 128 });
    for (const batchNorm of ["fold", "keep"] as const) {
      const ratio = (await exportOnnx(network, { batchNorm })).length / (4 * network.countParams());
      expect(ratio).toBeGreaterThan(0.95);
      expect(ratio).toBeLessThan(1.1);
    }
  });
});

test("after steps of training, it has the running statistics of the network", async () => {
  const network = createModel("simple_conv", { channels: 3, task: "bin_seg_2d", baseWidth: 4, seed: 2 });
  const values = randomValues(2 * 3 * 8 * 8);
  const images = tf.tensor4d(
    values.map((value) => 3 * value + 1),
    [2, 3, 8, 8],
  );
  const before = network.dense(images);
  for (let i = 0; i < 3; i++) network.dense(images, { training: true }).dispose();
  const found = (await runModel(await exportOnnx(network), { images: floats(images.dataSync(), [2, 3, 8, 8]) }))
    .logits!;
  expect(relativeDifference(found, network.dense(images))).toBeLessThan(agreement);
  expect(relativeDifference(found, before)).toBeGreaterThan(0.01);
});

test.each([
  ["seg_3d", (logits: tf.Tensor, axis: number) => softmax(logits, axis)],
  ["bin_seg_3d", (logits: tf.Tensor) => tf.sigmoid(logits)],
  ["bin_seg_2d", (logits: tf.Tensor) => tf.sigmoid(logits)],
] as const)("probabilities of %s", async (task, expected) => {
  const network = makeNetwork("unet_2d", { task });
  const values = randomValues(5 * 8 * 9);
  const images = tf.tensor4d(values, [1, 5, 8, 9]);
  const feeds = { images: floats(values, [1, 5, 8, 9]) };
  const dense = (await runModel(await exportOnnx(network, { probabilities: true }), feeds)).probabilities!;
  expect(relativeDifference(dense, expected(network.dense(images), 1))).toBeLessThan(agreement);
  const points = makePoints(6, 1, 8, 9);
  const file = await exportOnnx(network, { probabilities: true, output: "labels" });
  const labels = (await runModel(file, { ...feeds, ...pointFeeds(points) })).probabilities!;
  const logits = network.atLabels(images, points.batchIndex, points.corners, points.weights);
  expect(relativeDifference(labels, expected(logits, 1))).toBeLessThan(agreement);
});

function softmax(logits: tf.Tensor, axis: number): tf.Tensor {
  const powers = tf.exp(tf.sub(logits, tf.max(logits, axis, true)));
  return tf.div(powers, tf.sum(powers, axis, true));
}

describe("sizes", () => {
  test("onnxruntime reads the names and shapes of inputs and outputs", async () => {
    const network = makeNetwork("unet_2d", { task: "seg_3d" });
    const any = await openSession(await exportOnnx(network, { output: "labels" }));
    expect(any.inputMetadata.map((each) => (each.isTensor ? [each.name, each.type, each.shape] : []))).toEqual([
      ["images", "float32", ["batch", 5, "height", "width"]],
      ["batch_index", "int64", ["points"]],
      ["corners", "int64", ["points", 4, 2]],
      ["weights", "float32", ["points", 4]],
    ]);
    expect(any.outputMetadata).toMatchObject([{ name: "logits", type: "float32", shape: ["points", 9, 7] }]);
    const fixed = await openSession(await exportOnnx(network, { size: [13, 14] }));
    expect(fixed.inputMetadata).toMatchObject([{ name: "images", shape: ["batch", 5, 13, 14] }]);
    expect(fixed.outputMetadata).toMatchObject([{ name: "logits", shape: ["batch", 9, 7, 13, 14] }]);
  });

  test("with a size, the same numbers, and no other size", async () => {
    const network = makeNetwork("unet_2d_transpose");
    const session = await openSession(await exportOnnx(network, { size: [13, 11] }));
    const values = randomValues(2 * 5 * 13 * 11);
    const found = (await session.run({ images: floats(values, [2, 5, 13, 11]) })).logits!;
    expect(relativeDifference(found, network.dense(tf.tensor4d(values, [2, 5, 13, 11])))).toBeLessThan(agreement);
    await expect(session.run({ images: floats(values, [2, 5, 11, 13]) })).rejects.toThrow(/invalid dimensions/);
  });

  test("an image that is too small stops a run, when it is exported or when it runs", async () => {
    const network = makeNetwork("unet_2d", { blocks: 3 });
    await expect(exportOnnx(network, { size: [7, 20] })).rejects.toThrow(/7 x 20 pixels is too small/);
    const session = await openSession(await exportOnnx(network));
    for (const [height, width] of [
      [7, 20],
      [20, 7],
    ] as const) {
      const images = floats(new Float32Array(5 * 140), [1, 5, height, width]);
      await expect(session.run({ images })).rejects.toThrow(/images_at_least_8_x_8/);
    }
    const smallest = floats(new Float32Array(5 * 64), [1, 5, 8, 8]);
    expect((await session.run({ images: smallest })).logits!.dims).toEqual([1, 7, 8, 8]);
  });
});

describe("points", () => {
  const good = makePoints(2, 1, 6, 6);
  test.each([
    ["a row of -1", { corners: good.corners.with(0, -1) }],
    ["a column beyond the image", { corners: good.corners.with(1, 6) }],
    ["an image of -1", { batchIndex: good.batchIndex.with(1, -1) }],
    ["an image beyond the batch", { batchIndex: good.batchIndex.with(1, 1) }],
  ])("%s stops a run", async (_, wrong) => {
    const file = await exportOnnx(makeNetwork("single_pixel"), { output: "labels" });
    const images = floats(randomValues(5 * 36), [1, 5, 6, 6]);
    await expect(runModel(file, { images, ...pointFeeds(good) })).resolves.toBeDefined();
    await expect(runModel(file, { images, ...pointFeeds({ ...good, ...wrong }) })).rejects.toThrow(/invalid index/);
  });

  test("arrays of other lengths stop a run: the weights of one point do not serve for all", async () => {
    const file = await exportOnnx(makeNetwork("single_pixel"), { output: "labels" });
    const feeds = { images: floats(randomValues(5 * 36), [1, 5, 6, 6]), ...pointFeeds(good) };
    await expect(runModel(file, { ...feeds, weights: floats([1, 0, 0, 0], [1, 4]) })).rejects.toThrow(
      /points\/weights_and_images/,
    );
    const { batch_index, corners } = pointFeeds(makePoints(1, 1, 6, 6));
    await expect(runModel(file, { ...feeds, batch_index: batch_index! })).rejects.toThrow(/weights_and_images/);
    await expect(runModel(file, { ...feeds, corners: corners! })).rejects.toThrow(/given_indices/);
  });
});

describe("what is refused", () => {
  test("more than 2 GiB of weights, before they are looked at", () => {
    const config = { channels: 1, task: "bin_seg_3d", baseWidth: 4096, maxWidth: 16_384 } as const;
    const problem = { code: "MODEL_ONNX", message: expect.stringMatching(/the weights take \d+ bytes: .* 2 GiB/) };
    expect(() => encodeOnnx({ name: "simple_conv", config, weights: new Map() })).toThrow(
      expect.objectContaining(problem),
    );
  });

  test("weights that are not finite, with their layer", async () => {
    const network = makeNetwork("simple_conv");
    const bias = network.variable("head/bias");
    bias.assign(tf.tensor1d([0, 0, Number.NaN, 0, 0, 0, 0]));
    const problem = { code: "MODEL_WEIGHTS", layer: "head", message: expect.stringContaining("head/bias is NaN at 2") };
    await expect(exportOnnx(network)).rejects.toMatchObject(problem);
  });

  test("a network or a configuration that there is not", () => {
    const { name, config, ...rest } = { ...makeNetwork("single_pixel"), weights: new Map() };
    expect(() => encodeOnnx({ ...rest, name: "resnet" as NetworkName, config })).toThrow(TypeError);
    expect(() => encodeOnnx({ ...rest, name, config: { ...config, bins: 0 } })).toThrow(RangeError);
  });
});

test("weights in host memory give the same bytes, and are left as they are", async () => {
  const network = makeNetwork("unet_2d_transpose");
  const { name, config } = network;
  const weights = weightsOf(network);
  const copies = new Map([...weights].map(([key, values]) => [key, values.slice()]));
  expect(encodeOnnx({ name, config, weights })).toEqual(await exportOnnx(network));
  expect(weights).toEqual(copies);
});

test("with weights that are fed, the same values", async () => {
  const network = makeNetwork("unet_2d");
  const { name, config } = network;
  disturb(network);
  const weights = weightsOf(network);
  const feeds = { images: floats(randomValues(config.channels * 64), [1, config.channels, 8, 8]) };
  const { logits: expected } = await runModel(encodeOnnx({ name, config, weights }), feeds);
  const { bytes, fed } = encodeInference({ name, config, weights }, { largestInitializer: 20 });
  expect(fed.size).toBeGreaterThan(3);
  const given = [...fed].map(([key, { dims, values }]) => [key, floats(values, dims)] as const);
  const { logits } = await runModel(bytes, { ...feeds, ...Object.fromEntries(given) });
  expect(logits!.dims).toEqual(expected!.dims);
  const [found, same] = [logits!.data as Float32Array, expected!.data as Float32Array];
  const largest = Math.max(...same.map(Math.abs));
  expect(Math.max(...found.map((value, i) => Math.abs(value - same[i]!)))).toBeLessThan(1e-5 * largest);
  await expect(runModel(bytes, feeds)).rejects.toThrow("input");
  expect(encodeInference({ name, config, weights }).fed.size).toBe(0);
  expect(() => encodeInference({ name, config, weights }, { largestInitializer: -1 })).toThrow(
    "largestInitializer is -1: expected an integer from 0 to",
  );
});

test("a signal that is aborted, before or while the weights are read, ends it with its reason", async () => {
  const network = makeNetwork("single_pixel");
  const controller = new AbortController();
  const { signal } = controller;
  expect(await exportOnnx(network, { signal })).toEqual(await exportOnnx(network));
  const exported = exportOnnx(network, { signal });
  controller.abort();
  await expect(exported).rejects.toBe(signal.reason);
  const data = vi.spyOn(tf.Tensor.prototype, "data");
  await expect(exportOnnx(network, { signal })).rejects.toBe(signal.reason);
  expect(data).not.toHaveBeenCalled();
  data.mockRestore();
  await expect(exportOnnx(network, { signal: "no" } as object)).rejects.toThrow(TypeError);
  await expect(exportOnnx(network, { signals: signal } as object)).rejects.toThrow(
    "exportOnnx has no option signals: expected size, output, probabilities, batchNorm, signal",
  );
});

test("no tensors are left behind", async () => {
  const network = makeNetwork("simple_conv");
  const before = tf.memory().numTensors;
  await exportOnnx(network);
  expect(tf.memory().numTensors).toBe(before);
});
