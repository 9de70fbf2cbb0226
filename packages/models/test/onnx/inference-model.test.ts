import { expect, test } from "vitest";
import { graphParameters } from "../../src/graph/parameters.ts";
import { describeNetwork } from "../../src/networks/networks.ts";
import { inferenceModel } from "../../src/onnx/inference-model.ts";
import { resolveOnnxOptions } from "../../src/onnx/options.ts";

const name = "simple_conv";
const config = { channels: 2, task: "seg_3d", bins: 3, baseWidth: 1, maxWidth: 1 } as const;
const graph = describeNetwork(name, config);
const weights = new Map(
  graphParameters(graph).map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
);
const modelOf = (options: Parameters<typeof resolveOnnxOptions>[0]) =>
  inferenceModel({ name, config, graph, weights }, resolveOnnxOptions(options, graph)).model;

test("the model says what it is", () => {
  const model = modelOf({ output: "labels", probabilities: true });
  expect(model.opsetImport).toEqual([{ domain: "", version: 17 }]);
  expect(model.irVersion).toBe(8);
  expect(model.producerName).toBe("@atcs/models");
  expect(model.docString).toBe(
    "simple_conv for seg_3d: images [batch, channels, rows, columns] to probabilities at label points",
  );
  expect(model.graph.name).toBe("simple_conv");
  const metadata = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]));
  expect(Object.keys(metadata)).toEqual(["atcs.network", "atcs.config", "atcs.output"]);
  expect(JSON.parse(metadata["atcs.config"]!)).toEqual(config);
});

test("folding leaves no BatchNormalization, keeping leaves all", () => {
  const count = (batchNorm: "fold" | "keep"): number =>
    modelOf({ batchNorm }).graph.node.filter(({ opType }) => opType === "BatchNormalization").length;
  expect(count("fold")).toBe(0);
  expect(count("keep")).toBe(6);
});

test("initializers are the network's own, by their names", () => {
  const names = modelOf({ batchNorm: "keep" }).graph.initializer.map((each) => each.name);
  expect(names).toEqual(expect.arrayContaining([...weights.keys()]));
});

test("weights with more values than an initializer may have are inputs, in the order of the file", () => {
  const options = resolveOnnxOptions({}, graph);
  const whole = modelOf({});
  const { model, fed } = inferenceModel({ name, config, graph, weights }, options, 8);
  const large = whole.graph.initializer.filter(({ rawData, dataType }) => dataType === 1 && rawData.length > 4 * 8);
  expect(large.length).toBeGreaterThan(0);
  expect([...fed.keys()]).toEqual(large.map((each) => each.name));
  expect(model.graph.input.map((each) => each.name)).toEqual(["images", ...fed.keys()]);
  for (const { name, dims, rawData } of large) {
    const { values, ...rest } = fed.get(name)!;
    expect(rest).toEqual({ dims });
    expect(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).toEqual(rawData);
  }
});
