import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { isModelError, type ModelError, type ModelErrorCode } from "../../src/errors.ts";
import { loadModel } from "../../src/saved/load-model.ts";
import { saveModel } from "../../src/saved/save-model.ts";
import { bitsOf, memoryHandler, smallNetwork } from "./_networks.ts";

type Artifacts = tf.io.ModelArtifacts & {
  weightSpecs: { name: string; shape: number[]; dtype: string; quantization?: object }[];
  weightData: ArrayBuffer;
  userDefinedMetadata: { atcs: { version: number; network: string; config: Record<string, unknown> } };
};

let good: Artifacts;

beforeAll(async () => {
  await useBackend("cpu");
  const handler = memoryHandler();
  await saveModel(smallNetwork("simple_conv"), handler);
  good = handler.artifacts as Artifacts;
});

beforeEach(() => useBackend("cpu"));

/** What loading a changed copy throws. It must leave no tensors. */
async function errorOf(change: (artifacts: Artifacts) => unknown): Promise<ModelError> {
  const copy = structuredClone(good);
  const changed = change(copy);
  const { numTensors } = tf.memory();
  const load = async (): Promise<tf.io.ModelArtifacts> =>
    (changed === undefined ? copy : changed) as tf.io.ModelArtifacts;
  const error = await loadModel({ load, file: "a/model.json" } as tf.io.IOHandler).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(tf.memory().numTensors).toBe(numTensors);
  if (!isModelError(error)) throw error ?? new Error("it was loaded");
  expect(error.file).toBe("a/model.json");
  return error;
}

const spec = ({ weightSpecs }: Artifacts, name: string): Artifacts["weightSpecs"][number] =>
  weightSpecs.find((each) => each.name === name)!;

describe("weights", () => {
  test.each<[string, (artifacts: Artifacts) => void, string, string]>([
    ["that are missing", ({ weightSpecs }) => weightSpecs.splice(3, 1), "stem_bn", "stem_bn/moving_mean is missing"],
    [
      "of layers that are missing",
      ({ weightSpecs }) => weightSpecs.splice(-2),
      "head",
      "head/kernel is missing, and 1 more",
    ],
    [
      "that the network does not have",
      ({ weightSpecs }) => weightSpecs.push({ name: "conv_9/kernel", shape: [1], dtype: "float32" }),
      "conv_9",
      "is no weight of this network",
    ],
    [
      "that are there twice",
      ({ weightSpecs }) => weightSpecs.push(weightSpecs[2]!),
      "stem_bn",
      '"stem_bn/beta" is there twice',
    ],
    [
      "of another shape",
      (all) => spec(all, "conv_3/kernel").shape.reverse(),
      "conv_3",
      "conv_3/kernel has shape [16, 16, 3, 3]: expected [3, 3, 16, 16]",
    ],
    [
      "of a shape that is none",
      (all) => Object.assign(spec(all, "head/bias"), { shape: [null] }),
      "head",
      "head/bias has shape [null]: expected [27]",
    ],
    [
      "without a shape",
      (all) => Object.assign(spec(all, "head/bias"), { shape: undefined }),
      "head",
      "head/bias has the shape undefined: expected [27]",
    ],
    [
      "of another type",
      (all) => Object.assign(spec(all, "conv_1/kernel"), { dtype: "int32" }),
      "conv_1",
      'conv_1/kernel has the type the text "int32": expected float32',
    ],
    [
      "that are quantized",
      (all) => Object.assign(spec(all, "conv_1/kernel"), { quantization: { dtype: "uint8", min: 0, scale: 1 } }),
      "conv_1",
      "conv_1/kernel is quantized",
    ],
    [
      "that are NaN",
      ({ weightData }) => new Float32Array(weightData).fill(Number.NaN, 24, 25),
      "stem_bn",
      "stem_bn/gamma is NaN at 0: expected finite numbers",
    ],
    [
      "that are infinite",
      ({ weightData }) => new Float32Array(weightData).fill(Number.POSITIVE_INFINITY, -1),
      "head",
      "head/bias is Infinity at 26",
    ],
  ])("%s are refused, with the layer", async (_, change, layer, message) => {
    const error = await errorOf((artifacts) => void change(artifacts));
    expect(error.code).toBe("MODEL_WEIGHTS");
    expect(error.layer).toBe(layer);
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^a\/model.json: layer /);
  });

  test("may come in any order, and in several pieces", async () => {
    const copy = structuredClone(good);
    const size = (shape: number[]): number => shape.reduce((a, b) => a * b, 4);
    let end = 0;
    const parts = copy.weightSpecs.map(({ shape }): number[] => {
      end += size(shape);
      return Array.from(new Uint8Array(copy.weightData, end - size(shape), size(shape)));
    });
    const bytes = Uint8Array.from(parts.reverse().flat());
    const pieces = [bytes.slice(0, 10), bytes.slice(10, 10), bytes.slice(10, 333), bytes.slice(333)];
    const load = async (): Promise<tf.io.ModelArtifacts> =>
      ({
        ...copy,
        weightSpecs: copy.weightSpecs.reverse(),
        weightData: pieces.map(({ buffer }) => buffer),
      }) as Artifacts;
    expect(bitsOf(await loadModel({ load }))).toEqual(bitsOf(smallNetwork("simple_conv")));
  });

  test("do not share memory with what was read", async () => {
    const copy = structuredClone(good);
    const network = await loadModel({ load: async () => copy as tf.io.ModelArtifacts });
    new Uint8Array(copy.weightData).fill(0);
    expect(bitsOf(network)).toEqual(bitsOf(smallNetwork("simple_conv")));
  });
});

describe("damage", () => {
  test.each<[string, (artifacts: Artifacts) => unknown, string]>([
    ["nothing", () => null, "it is no model"],
    [
      "another format",
      (all) => Object.assign(all, { format: "graph-model" }),
      'its format is the text "graph-model": expected',
    ],
    ["no format", (all) => Object.assign(all, { format: undefined }), "its format is not said"],
    ["no metadata", (all) => Object.assign(all, { userDefinedMetadata: undefined }), "has no userDefinedMetadata.atcs"],
    [
      "metadata of others",
      (all) => Object.assign(all, { userDefinedMetadata: { a: 1 } }),
      "has no userDefinedMetadata",
    ],
    [
      "a newer version",
      (all) => void Object.assign(all.userDefinedMetadata.atcs, { version: 2 }),
      "its version is 2: this release reads 1",
    ],
    [
      "an unknown network",
      (all) => void Object.assign(all.userDefinedMetadata.atcs, { network: "toString" }),
      'the network is the text "toString": expected single_pixel',
    ],
    [
      "no configuration",
      (all) => void Object.assign(all.userDefinedMetadata.atcs, { config: null }),
      "the configuration: expected an object of options",
    ],
    [
      "a configuration that cannot be",
      (all) => void Object.assign(all.userDefinedMetadata.atcs.config, { channels: -3 }),
      "channels is -3",
    ],
    [
      "an option that there is not",
      (all) => void Object.assign(all.userDefinedMetadata.atcs.config, { depth: 1 }),
      "depth",
    ],
    ["no list of weights", (all) => Object.assign(all, { weightSpecs: undefined }), "its list of weights is undefined"],
    [
      "a list of nothing",
      (all) => void all.weightSpecs.splice(1, 1, null as never),
      "weight 1 of its list has no name",
    ],
    ["no data", (all) => Object.assign(all, { weightData: undefined }), "its weights are undefined"],
    ["data that is none", (all) => ({ ...all, weightData: [all.weightData, "x"] }), 'its weights are the text "x"'],
    ["data that is cut off", (all) => ({ ...all, weightData: all.weightData.slice(0, -1) }), `bytes: expected`],
    [
      "data that is too long",
      (all) => ({ ...all, weightData: [all.weightData, new ArrayBuffer(4)] }),
      "bytes: expected",
    ],
  ])("%s is refused", async (_, change, message) => {
    const error = await errorOf(change);
    expect(error.code).toBe<ModelErrorCode>("MODEL_FORMAT");
    expect(error.message).toContain(message);
  });

  test("a variance below 0 is refused", async () => {
    const error = await errorOf((all) => {
      const values = new Float32Array(all.weightData);
      const place = all.weightSpecs.findIndex(({ name }) => name === "stem_bn/moving_variance");
      const sizes = all.weightSpecs.slice(0, place).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
      values[sizes.reduce((a, b) => a + b, 0) + 1] = -2;
    });
    expect(error).toMatchObject({ code: "MODEL_WEIGHTS", layer: "stem_bn" });
    expect(error.message).toContain("stem_bn/moving_variance is -2 at 1: expected finite numbers from 0");
  });

  test.each(["format", "version"])("a message stays short, whatever the %s is", async (what) => {
    const deep = JSON.parse("[".repeat(5000) + "]".repeat(5000));
    for (const wrong of ["x".repeat(1e6), deep]) {
      const error = await errorOf((all) => {
        Object.assign(what === "format" ? all : all.userDefinedMetadata.atcs, { [what]: wrong });
      });
      expect(error.code).toBe("MODEL_FORMAT");
      expect(error.message.length).toBeLessThan(200);
    }
  });

  test("an enormous network is refused before memory is taken for it", async () => {
    const error = await errorOf(({ userDefinedMetadata }) => {
      Object.assign(userDefinedMetadata.atcs.config, { channels: 65_536, baseWidth: 8_192, maxWidth: 65_536 });
    });
    expect(error.code).toBe("MODEL_WEIGHTS");
    expect(error.message).toContain("stem/kernel has shape [1, 1, 3, 8]: expected [1, 1, 65536, 8192]");
  });
});

test("a signal that is aborted, before or while a handler works, leaves no tensor", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const { numTensors } = tf.memory();
  const load = vi.fn(async () => {
    controller.abort("closed");
    return structuredClone(good) as tf.io.ModelArtifacts;
  });
  await expect(loadModel({ load }, { signal })).rejects.toBe("closed");
  await expect(loadModel({ load }, { signal })).rejects.toBe("closed");
  expect(load).toHaveBeenCalledTimes(1);
  await expect(loadModel({ load }, { signal: 1 } as object)).rejects.toThrow("signal is 1: expected an AbortSignal");
  expect(tf.memory().numTensors).toBe(numTensors);
});

describe("places", () => {
  test("a handler that fails is MODEL_IO, one that finds damaged JSON MODEL_FORMAT", async () => {
    const failing = (error: Error): tf.io.IOHandler => ({ load: () => Promise.reject(error) });
    await expect(loadModel(failing(new Error("gone")))).rejects.toMatchObject({ code: "MODEL_IO" });
    const load = async (): Promise<tf.io.ModelArtifacts> => JSON.parse("{");
    await expect(loadModel({ load })).rejects.toMatchObject({ code: "MODEL_FORMAT", cause: expect.any(SyntaxError) });
  });

  test("what is no place is a TypeError or RangeError", async () => {
    await expect(loadModel({})).rejects.toThrow(TypeError);
    await expect(loadModel(null as unknown as string)).rejects.toThrow("the place of the model is null");
    await expect(loadModel("nowhere://a")).rejects.toThrow(RangeError);
    await expect(loadModel("")).rejects.toThrow(RangeError);
    const inNode = new RangeError(
      '0 handlers for the text "/some/dir": expected a URL such as indexeddb://name, or fileSystem(directory) of @atcs/models/node',
    );
    await expect(loadModel("/some/dir")).rejects.toThrow(inNode);
    await expect(saveModel(smallNetwork("simple_conv"), "/some/dir")).rejects.toThrow(inNode);
  });

  test("on a page, what has no scheme is relative to it", async () => {
    vi.stubGlobal("location", new URL("https://example.org/page"));
    try {
      const loading = loadModel("models/no-such/model.json");
      // Node does not know the page: what matters is that it is asked for at all.
      await expect(loading).rejects.toMatchObject({ code: "MODEL_IO", file: "models/no-such/model.json" });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("over HTTP", async () => {
    const { weightData, weightSpecs, ...rest } = good;
    const manifest = [{ paths: ["a.bin", "b.bin"], weights: weightSpecs }];
    const files: Record<string, string | Uint8Array> = {
      "/model.json": JSON.stringify({ ...rest, weightsManifest: manifest }),
      "/a.bin": new Uint8Array(weightData, 0, 100),
      "/b.bin": new Uint8Array(weightData, 100),
    };
    const server = createServer(({ url = "" }, response) => {
      response.writeHead(url in files ? 200 : 404).end(files[url]);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      expect(bitsOf(await loadModel(`${root}/model.json`))).toEqual(bitsOf(smallNetwork("simple_conv")));
      const { signal } = new AbortController();
      expect((await loadModel(`${root}/model.json`, { signal })).name).toBe("simple_conv");
      const file = `${root}/other.json`;
      await expect(loadModel(file)).rejects.toMatchObject({ code: "MODEL_IO", file });
      files["/b.bin"] = new Uint8Array(weightData, 100, 50);
      await expect(loadModel(`${root}/model.json`)).rejects.toMatchObject({ code: "MODEL_FORMAT" });
      delete files["/b.bin"];
      await expect(loadModel(`${root}/model.json`)).rejects.toMatchObject({
        code: "MODEL_IO",
        file: `${root}/model.json`,
        message: expect.stringContaining("b.bin has the HTTP status 404"),
      });
      for (const [text, problem] of [
        ["null", "it is null: expected an object"],
        ["{}", "its weightsManifest is undefined: expected an array"],
        ["<html>", "it is not JSON"],
      ] as const) {
        files["/other.json"] = text;
        await expect(loadModel(file)).rejects.toMatchObject({
          code: "MODEL_FORMAT",
          file,
          message: expect.stringContaining(problem),
        });
      }
    } finally {
      server.close();
    }
  });

  test("a request over HTTP that hangs ends with the signal", async () => {
    const controller = new AbortController();
    const reason = new Error("closed");
    const server = createServer(() => controller.abort(reason)).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.json`;
      const { signal } = controller;
      await expect(loadModel(url, { signal })).rejects.toBe(reason);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
