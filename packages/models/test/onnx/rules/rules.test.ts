import type { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import type { GraphNode } from "../../../src/graph/types.ts";
import { type Folding, noFolding } from "../../../src/onnx/_folding.ts";
import { OnnxGraphBuilder } from "../../../src/onnx/onnx-graph-builder.ts";
import { encodeModel } from "../../../src/onnx/proto/encode-model.ts";
import { applyRule } from "../../../src/onnx/rules/rules.ts";
import { floats, runModel } from "../_support.ts";

interface Weight {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Runs the rule of one node, called "node", on images [B, C, H, W] or volumes [B, C, A, H, W]. */
async function runRule(
  node: GraphNode,
  images: readonly Tensor[],
  weights: Readonly<Record<string, Weight>> = {},
  folding: Folding = noFolding,
): Promise<{ dims: readonly number[]; values: number[] }> {
  const onnx = new OnnxGraphBuilder();
  const inputs = images.map((_, i) =>
    onnx.input(
      `image_${i}`,
      "float32",
      images[i]!.dims.map((_, axis) => `axis_${axis}_of_${i}`),
    ),
  );
  const isVolume = images[0]!.dims.length === 5 || node.op === "lift";
  const value = applyRule(node, inputs, {
    onnx,
    weights: new Map(Object.entries(weights).map(([name, { values }]) => [name, Float32Array.from(values)])),
    shapeOf: (name) => weights[name]!.shape,
    folding,
    volumes: new Set(isVolume ? ["node"] : []),
  });
  onnx.output(value, "float32", isVolume ? ["b", "c", "a", "h", "w"] : ["b", "c", "h", "w"]);
  const file = encodeModel({
    irVersion: 8,
    producerName: "",
    docString: "",
    graph: onnx.build("test"),
    opsetImport: [{ domain: "", version: 17 }],
    metadataProps: [],
  });
  const { node: found } = await runModel(file, Object.fromEntries(images.map((each, i) => [`image_${i}`, each])));
  return { dims: found!.dims, values: [...(found!.data as Float32Array)] };
}

const one = { name: "node", inputs: [0] };
const two = { name: "node", inputs: [0, 1] };

describe("conv2d", () => {
  const node = { op: "conv2d", ...one, filters: 1, kernel: 3, bias: true } as const;

  test("the kernel is not turned, and zeros lie beyond the border", async () => {
    const kernel = { shape: [3, 3, 1, 1], values: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
    const bias = { shape: [1], values: [0.5] };
    const image = floats([1, 0, 0, 0, 0, 10], [1, 1, 2, 3]);
    const found = await runRule(node, [image], { "node/kernel": kernel, "node/bias": bias });
    expect(found).toEqual({ dims: [1, 1, 2, 3], values: [5.5, 94.5, 80.5, 2.5, 61.5, 50.5] });
  });

  test("channels in and filters out", async () => {
    const kernel = { shape: [1, 1, 2, 3], values: [1, 2, 3, 10, 20, 30] };
    const small = { ...node, filters: 3, kernel: 1, bias: false } as const;
    const found = await runRule(small, [floats([1, 5], [1, 2, 1, 1])], { "node/kernel": kernel });
    expect(found).toEqual({ dims: [1, 3, 1, 1], values: [51, 102, 153] });
  });

  test("with batch normalisation folded into it", async () => {
    const weights = {
      "node/kernel": { shape: [1, 1, 1, 2], values: [1, 2] },
      "node/bias": { shape: [2], values: [1, 0] },
      "bn/gamma": { shape: [2], values: [3, 1] },
      "bn/beta": { shape: [2], values: [0, 7] },
      "bn/moving_mean": { shape: [2], values: [2, 0] },
      "bn/moving_variance": { shape: [2], values: [4 - 1e-5, 1 - 1e-5] },
    };
    const folding = { takenUp: new Map([["node", "bn"]]), layers: new Set(["bn"]) };
    const small = { ...node, filters: 2, kernel: 1 } as const;
    const { values } = await runRule(small, [floats([5], [1, 1, 1, 1])], weights, folding);
    // 3 (5 + 1 - 2) / 2 and 10 + 7
    expect(values[0]).toBeCloseTo(6, 5);
    expect(values[1]).toBeCloseTo(17, 5);
  });
});

test("convTranspose2d: pixel r adds to rows 2 r to 2 r + 2, columns likewise; the last ones are left out", async () => {
  const node = { op: "convTranspose2d", ...one, filters: 1 } as const;
  const kernel = { shape: [3, 3, 1, 1], values: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
  const found = await runRule(node, [floats([1, 10], [1, 1, 1, 2])], { "node/kernel": kernel });
  expect(found).toEqual({ dims: [1, 1, 2, 4], values: [1, 2, 3 + 10, 20, 4, 5, 6 + 40, 50] });
  const down = await runRule(node, [floats([1, 10], [1, 1, 2, 1])], { "node/kernel": kernel });
  expect(down).toEqual({ dims: [1, 1, 4, 2], values: [1, 2, 4, 5, 7 + 10, 8 + 20, 40, 50] });
});

test("convTranspose2d: filters come before channels in its kernel", async () => {
  const node = { op: "convTranspose2d", ...one, filters: 2 } as const;
  const values = Array.from({ length: 9 * 6 }, (_, i) => i);
  const kernel = { shape: [3, 3, 2, 3], values };
  const found = await runRule(node, [floats([1, 10, 100], [1, 3, 1, 1])], { "node/kernel": kernel });
  // The first row and column of the kernel: filter 0 has 0, 1, 2 and filter 1 has 3, 4, 5.
  expect([found.values[0], found.values[4]]).toEqual([210, 543]);
});

test("batchNormRelu", async () => {
  const weights = {
    "node/gamma": { shape: [2], values: [3, -1] },
    "node/beta": { shape: [2], values: [1, 7] },
    "node/moving_mean": { shape: [2], values: [2, 0] },
    "node/moving_variance": { shape: [2], values: [4 - 1e-5, 1 - 1e-5] },
  };
  const node = { op: "batchNormRelu", ...one } as const;
  const images = [floats([4, -4, 1, 8], [1, 2, 1, 2])];
  const { values } = await runRule(node, images, weights);
  // 3 (4 - 2) / 2 + 1; below 0; 7 - 1; below 0
  [4, 0, 6, 0].forEach((expected, i) => {
    expect(values[i]).toBeCloseTo(expected, 5);
  });
  const folding = { takenUp: new Map([["before", "node"]]), layers: new Set(["node"]) };
  expect((await runRule(node, images, weights, folding)).values).toEqual([4, 0, 1, 8]);
});

test("relu", async () => {
  const found = await runRule({ op: "relu", ...one }, [floats([-1, 2], [1, 1, 1, 2])]);
  expect(found.values).toEqual([0, 2]);
});

test("maxPool2d leaves an odd last row and column out; greatest values may be negative", async () => {
  const image = floats([-4, -3, 9, -2, -1, 9, 9, 9, 9], [1, 1, 3, 3]);
  expect(await runRule({ op: "maxPool2d", ...one }, [image])).toEqual({ dims: [1, 1, 1, 1], values: [-1] });
});

test.each([
  { from: [1, 2], to: [1, 3], values: [0, 8], expected: [0, 4, 8] },
  { from: [2, 1], to: [5, 1], values: [0, 8], expected: [0, 2, 4, 6, 8] },
  { from: [1, 1], to: [2, 3], values: [7], expected: [7, 7, 7, 7, 7, 7] },
  { from: [2, 2], to: [3, 3], values: [0, 4, 8, 16], expected: [0, 2, 4, 4, 7, 10, 8, 12, 16] },
  { from: [1, 3], to: [1, 2], values: [0, 4, 8], expected: [0, 8] },
  { from: [1, 3], to: [1, 1], values: [5, 4, 8], expected: [5] },
  { from: [1, 2], to: [1, 2], values: [5, 4], expected: [5, 4] },
])("resizeLike from $from to $to: corners aligned", async ({ from, to, values, expected }) => {
  const image = floats(values, [1, 1, ...from]);
  const like = floats(new Float32Array(3 * to[0]! * to[1]!), [1, 3, ...to]);
  const found = await runRule({ op: "resizeLike", ...two }, [image, like]);
  expect(found).toEqual({ dims: [1, 1, ...to], values: expected });
});

test.each([
  { to: [2, 3], expected: [1, 2, 3, 4, 5, 6] },
  { to: [3, 4], expected: [1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0, 0] },
  { to: [1, 2], expected: [1, 2] },
  { to: [3, 1], expected: [1, 4, 0] },
])("fitLike from 2 x 3 to $to", async ({ to, expected }) => {
  const image = floats([1, 2, 3, 4, 5, 6], [1, 1, 2, 3]);
  const like = floats(new Float32Array(to[0]! * to[1]!), [1, 1, ...to]);
  expect(await runRule({ op: "fitLike", ...two }, [image, like])).toEqual({ dims: [1, 1, ...to], values: expected });
});

test("concat: channels of each image, one input after another", async () => {
  const images = [floats([1, 2], [2, 1, 1, 1]), floats([3, 4, 5, 6], [2, 2, 1, 1])];
  const found = await runRule({ op: "concat", ...two }, images);
  expect(found).toEqual({ dims: [2, 3, 1, 1], values: [1, 3, 4, 2, 5, 6] });
});

describe("volumes", () => {
  test("conv3d: the kernel is not turned, and zeros lie beyond the ends", async () => {
    const node = { op: "conv3d", ...one, filters: 1, kernel: [3, 1, 1], bias: true } as const;
    const weights = {
      "node/kernel": { shape: [3, 1, 1, 1, 1], values: [1, 2, 3] },
      "node/bias": { shape: [1], values: [0.5] },
    };
    const found = await runRule(node, [floats([1, 0, 10], [1, 1, 3, 1, 1])], weights);
    expect(found).toEqual({ dims: [1, 1, 3, 1, 1], values: [2.5, 31.5, 20.5] });
  });

  test("conv3d: cells, rows and columns, channels in and filters out", async () => {
    const node = { op: "conv3d", ...one, filters: 2, kernel: [3, 3, 3], bias: false } as const;
    const kernel = { shape: [3, 3, 3, 1, 2], values: Array.from({ length: 54 }, (_, i) => i) };
    const volume = new Float32Array(27);
    volume[(1 * 3 + 2) * 3 + 0] = 1;
    const { values } = await runRule(node, [floats(volume, [1, 1, 3, 3, 3])], { "node/kernel": kernel });
    // The voxel in the middle sees it below and to the left, by the kernel's (1, 2, 0).
    expect([values[13], values[27 + 13]]).toEqual([30, 31]);
  });

  test("lift: the image in each cell, plus that cell's biases", async () => {
    const bias = { shape: [2, 2], values: [10, 20, 30, 40] };
    const found = await runRule({ op: "lift", ...one, cells: 2 }, [floats([1, 2, 3, 4], [1, 2, 1, 2])], {
      "node/bias": bias,
    });
    expect(found).toEqual({ dims: [1, 2, 2, 1, 2], values: [11, 12, 31, 32, 23, 24, 43, 44] });
  });

  test.each([
    { cells: 3, values: [0, 8], expected: [0, 4, 8] },
    { cells: 2, values: [0, 5, 8], expected: [0, 8] },
    { cells: 3, values: [7], expected: [7, 7, 7] },
    { cells: 1, values: [6, 8], expected: [6] },
    { cells: 2, values: [6, 8], expected: [6, 8] },
  ])("resizeAltitude of $values to $cells cells: ends aligned", async ({ cells, values, expected }) => {
    // A second channel, and pixels that differ.
    const all = [...values, ...values.map((value) => -value)].flatMap((value) => [value, 10 * value]);
    const volume = floats(all, [1, 2, values.length, 1, 2]);
    const found = await runRule({ op: "resizeAltitude", ...one, cells }, [volume]);
    const wanted = [...expected, ...expected.map((value) => -value)].flatMap((value) => [value, 10 * value]);
    expect(found.dims).toEqual([1, 2, cells, 1, 2]);
    expect(found.values.map((value) => value + 0)).toEqual(wanted.map((value) => value + 0));
  });

  test("resizeLike: rows and columns of each cell", async () => {
    const volume = floats([0, 4, 8, 16, 0, 0, 0, 8], [1, 1, 2, 2, 2]);
    const like = floats(new Float32Array(2 * 9), [1, 1, 2, 3, 3]);
    const found = await runRule({ op: "resizeLike", ...two }, [volume, like]);
    const values = [0, 2, 4, 4, 7, 10, 8, 12, 16, 0, 0, 0, 0, 2, 4, 0, 4, 8];
    expect(found).toEqual({ dims: [1, 1, 2, 3, 3], values });
  });

  test("fitLike: rows and columns of each cell", async () => {
    const volume = floats([1, 2, 3, 4], [1, 1, 2, 1, 2]);
    const found = await runRule({ op: "fitLike", ...two }, [volume, floats([0, 0, 0, 0], [1, 1, 2, 2, 1])]);
    expect(found).toEqual({ dims: [1, 1, 2, 2, 1], values: [1, 0, 3, 0] });
  });

  test("concat, batchNormRelu and relu", async () => {
    const volumes = [floats([1, 2], [1, 1, 2, 1, 1]), floats([3, -4], [1, 1, 2, 1, 1])];
    const joined = await runRule({ op: "concat", ...two }, volumes);
    expect(joined).toEqual({ dims: [1, 2, 2, 1, 1], values: [1, 2, 3, -4] });
    expect((await runRule({ op: "relu", ...one }, [volumes[1]!])).values).toEqual([3, 0]);
    const weights = {
      "node/gamma": { shape: [2], values: [1, 2] },
      "node/beta": { shape: [2], values: [0, 20] },
      "node/moving_mean": { shape: [2], values: [1, 0] },
      "node/moving_variance": { shape: [2], values: [1 - 1e-5, 1 - 1e-5] },
    };
    const both = [floats([1, 2, 3, -4], [1, 2, 2, 1, 1])];
    const { values } = await runRule({ op: "batchNormRelu", ...one }, both, weights);
    [0, 1, 26, 12].forEach((expected, i) => {
      expect(values[i]).toBeCloseTo(expected, 5);
    });
  });
});

test("an operation without a rule is named, with its layer", async () => {
  const unknown = { op: "flip", ...one } as unknown as GraphNode;
  const running = runRule(unknown, [floats([1], [1, 1, 1, 1])]);
  const problem = {
    code: "MODEL_ONNX",
    layer: "node",
    message: expect.stringContaining("no ONNX rule for flip"),
  };
  await expect(running).rejects.toMatchObject(problem);
});
