import * as tf from "@tensorflow/tfjs";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { ModelError } from "../../src/errors.ts";
import { toLayersModel } from "../../src/layers/to-layers-model.ts";
import { networkNames } from "../../src/networks/networks.ts";
import { loadModel } from "../../src/saved/load-model.ts";
import { saveModel } from "../../src/saved/save-model.ts";
import { bitsOf, image, memoryHandler, smallNetwork } from "./_networks.ts";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeEach(() => useBackend(backend));

  test.each(networkNames)("%s comes back to the last bit, without a tensor too many", async (name) => {
    const network = smallNetwork(name);
    // A negative zero and a denormal number do not change either.
    const odd = tf.tensor([-0, 1e-40, 3.4028234663852886e38].concat(new Array(24).fill(1 / 3)));
    if (name === "simple_conv") network.variable("head/bias").assign(odd);
    odd.dispose();
    const handler = memoryHandler();
    const { numTensors } = tf.memory();
    await network.save(handler);
    expect(tf.memory().numTensors).toBe(numTensors);
    const loaded = await loadModel(handler);
    expect(tf.memory().numTensors).toBe(numTensors + network.parameters.length);
    expect(loaded.name).toBe(name);
    expect(loaded.config).toEqual(network.config);
    expect(bitsOf(loaded)).toEqual(bitsOf(network));
    expect(loaded.trainableVariables).toHaveLength(network.trainableVariables.length);
    const x = image(9, 8);
    expect(loaded.dense(x).dataSync()).toEqual(network.dense(x).dataSync());
  });
});

describe("the format", () => {
  beforeEach(() => useBackend("cpu"));

  test("is that of tf.LayersModel, with metadata of ours", async () => {
    const handler = memoryHandler();
    const network = smallNetwork("simple_conv");
    const result = await saveModel(network, handler);
    const { artifacts } = handler;
    expect(artifacts.format).toBe("layers-model");
    expect(artifacts.modelTopology).toMatchObject({ class_name: "Model", config: { name: "simple_conv" } });
    const { config } = network;
    expect(artifacts.userDefinedMetadata).toEqual({ atcs: { version: 1, network: "simple_conv", config } });
    expect(artifacts.weightSpecs!.slice(0, 2)).toEqual([
      { name: "stem/kernel", shape: [1, 1, 3, 8], dtype: "float32" },
      { name: "stem_bn/gamma", shape: [8], dtype: "float32" },
    ]);
    expect(result.modelArtifactsInfo.weightDataBytes).toBe(4 * network.countParams());
  });

  test.each(["unet_2_1d", "unet_3d", "simple_conv_3d"] as const)(
    "of %s has a topology of name and configuration",
    async (name) => {
      const handler = memoryHandler();
      const network = smallNetwork(name);
      await saveModel(network, handler);
      expect(handler.artifacts.modelTopology).toEqual({
        class_name: "AtcsNetwork",
        config: { name, config: network.config },
      });
      await expect(tf.loadLayersModel(handler)).rejects.toThrow("Unknown layer: AtcsNetwork");
    },
  );

  test.each(["single_pixel", "simple_conv"] as const)("of %s is opened by tf.loadLayersModel alone", async (name) => {
    const handler = memoryHandler();
    const network = smallNetwork(name);
    await saveModel(network, handler);
    const x = image(6, 5);
    const found = (await tf.loadLayersModel(handler)).predict(tf.transpose(x, [0, 2, 3, 1])) as tf.Tensor;
    const expected = tf.transpose(network.dense(x).reshape([1, 27, 6, 5]), [0, 2, 3, 1]);
    expect(tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0]).toBeLessThan(1e-5);
  });

  test("of a layers model that was trained and saved by tfjs is read too", async () => {
    const handler = memoryHandler();
    const model = toLayersModel(smallNetwork("unet_2d", { task: "bin_seg_2d" }));
    model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
    const x = image(8, 8);
    const channelsLast = tf.transpose(x, [0, 2, 3, 1]);
    await model.fit(channelsLast, tf.ones([1, 8, 8, 1]), { epochs: 1, verbose: 0 });
    await model.save(handler);
    const found = (await loadModel(handler)).dense(x).reshape([8, 8]);
    const expected = (model.predict(channelsLast) as tf.Tensor).reshape([8, 8]);
    expect(tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0]).toBeLessThan(1e-5);
  });

  test("has no random numbers drawn for layers that are only written", async () => {
    const random = vi.spyOn(Math, "random");
    await saveModel(smallNetwork("simple_conv"), memoryHandler());
    expect(random).not.toHaveBeenCalled();
    random.mockRestore();
  });
});

describe("saving", () => {
  beforeEach(() => useBackend("cpu"));

  test("takes the weights of the moment of the call", async () => {
    const network = smallNetwork("unet_2d");
    const before = bitsOf(network);
    const handler = memoryHandler();
    const saved = network.save(handler);
    for (const { name } of network.parameters) {
      const variable = network.variable(name);
      variable.assign(tf.zeros(variable.shape));
    }
    await saved;
    expect(bitsOf(await loadModel(handler))).toEqual(before);
  });

  test.each([Number.NaN, Number.NEGATIVE_INFINITY])("refuses %d, and writes nothing", async (value) => {
    const network = smallNetwork("simple_conv");
    network.variable("conv_2_bn/beta").assign(tf.fill([16], value));
    const save = vi.fn();
    const { numTensors } = tf.memory();
    const error = await saveModel(network, { save }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: "MODEL_WEIGHTS", layer: "conv_2_bn" });
    expect((error as Error).message).toContain(`conv_2_bn/beta is ${value} at 0`);
    expect(save).not.toHaveBeenCalled();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test("refuses a variance below 0", async () => {
    const network = smallNetwork("simple_conv");
    const variable = network.variable("conv_2_bn/moving_variance");
    variable.assign(tf.fill(variable.shape, -1e-3));
    await expect(saveModel(network, { save: vi.fn() })).rejects.toMatchObject({
      code: "MODEL_WEIGHTS",
      layer: "conv_2_bn",
      message: expect.stringContaining("conv_2_bn/moving_variance is -0.001"),
    });
    const mean = network.variable("conv_2_bn/moving_mean");
    variable.assign(tf.fill(variable.shape, 0));
    mean.assign(tf.fill(mean.shape, -1));
    await expect(saveModel(network, memoryHandler())).resolves.toBeDefined();
  });

  test("tells why a handler failed", async () => {
    const cause = new Error("quota exceeded");
    const handler = { save: () => Promise.reject(cause), file: "the disk" };
    await expect(saveModel(smallNetwork("single_pixel"), handler)).rejects.toMatchObject({
      code: "MODEL_IO",
      file: "the disk",
      message: "the disk: it cannot be saved (quota exceeded)",
      cause,
    });
  });

  test("refuses what is no place", async () => {
    const network = smallNetwork("single_pixel");
    await expect(saveModel(network, { load: vi.fn() })).rejects.toThrow(TypeError);
    await expect(saveModel(network, undefined as unknown as string)).rejects.toThrow(
      "the place of the model is undefined",
    );
    await expect(saveModel(network, "nowhere://a")).rejects.toThrow(RangeError);
    await expect(saveModel(network, "nowhere://a")).rejects.toThrow('0 handlers for the text "nowhere://a"');
  });
});

describe("a signal", () => {
  beforeEach(() => useBackend("cpu"));

  test("that is aborted, before or while weights are read, ends a save before anything is written", async () => {
    const network = smallNetwork("single_pixel");
    const save = vi.fn();
    const reason = new Error("closed");
    const { numTensors } = tf.memory();
    await expect(saveModel(network, { save }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const saved = network.save({ save }, { signal: controller.signal });
    controller.abort(reason);
    await expect(saved).rejects.toBe(reason);
    expect(save).not.toHaveBeenCalled();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test("is given to handlers, and changes nothing unless it is aborted", async () => {
    const { signal } = new AbortController();
    const handler = memoryHandler();
    const [save, load] = [vi.spyOn(handler, "save"), vi.spyOn(handler, "load")];
    const network = smallNetwork("single_pixel");
    await network.save(handler, { signal });
    expect(save).toHaveBeenCalledWith(expect.anything(), { signal });
    expect(bitsOf(await loadModel(handler, { signal }))).toEqual(bitsOf(network));
    expect(load).toHaveBeenCalledWith(expect.objectContaining({ signal }));
  });

  test("that is aborted while a handler works: a save that went well stays one, a failure is the abort", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const handler = memoryHandler();
    const network = smallNetwork("single_pixel");
    const aborting: tf.io.IOHandler = {
      save: async (artifacts) => {
        controller.abort();
        return handler.save!(artifacts);
      },
    };
    await expect(network.save(aborting, { signal })).resolves.toBeDefined();
    const other = new AbortController();
    const reason = new Error("closed");
    const failing: tf.io.IOHandler = {
      save: () => {
        other.abort(reason);
        return Promise.reject(new Error("cut off"));
      },
    };
    await expect(network.save(failing, { signal: other.signal })).rejects.toBe(reason);
  });

  test.each([
    [{ signal: true }, "signal is true: expected an AbortSignal"],
    [{ signals: undefined }, "saveModel has no option signals: expected signal"],
  ])("%j is a TypeError", async (options, message) => {
    const saved = saveModel(smallNetwork("single_pixel"), memoryHandler(), options as object);
    await expect(saved).rejects.toThrow(new TypeError(message));
  });
});
