import type { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { GraphBuilder } from "../../../src/graph/builder.ts";
import { graphParameters } from "../../../src/graph/parameters.ts";
import type { GraphNode, NetworkGraph } from "../../../src/graph/types.ts";
import { OnnxGraphBuilder, type OnnxValue } from "../../../src/onnx/onnx-graph-builder.ts";
import { runForward } from "../../../src/onnx/training/tape.ts";
import { floats } from "../_support.ts";
import { openGraph } from "./_graph.ts";

const outputs = { classes: 1, bins: 1, of: "pixel" } as const;

/** Forward over images of one pixel, and back from the value of the last node. */
function write(graph: NetworkGraph, places: readonly number[]) {
  const onnx = new OnnxGraphBuilder();
  const parameters = graphParameters(graph);
  const values = new Map(parameters.map(({ name, shape }) => [name, onnx.input(name, "float32", shape)]));
  const shapes = new Map(parameters.map(({ name, shape }) => [name, shape]));
  const { channels } = graph.nodes[0] as Extract<GraphNode, { op: "input" }>;
  const images = onnx.input("images", "float32", ["batch", channels, 1, 1]);
  const pass = runForward(graph, images, [1, 1], {
    onnx,
    parameter: (name) => values.get(name)!,
    shapeOf: (name) => shapes.get(name)!,
    addMoments: () => {},
  });
  const gradients = new Map<string, OnnxValue>();
  const starts = places.map((place) => [place, onnx.input(`start_${place}`, "float32", ["batch", 1, 1, 1])] as const);
  pass.backward(new Map(starts), { prefix: "back", addGradient: (name, each) => gradients.set(name, each) });
  for (const [name, each] of gradients) onnx.output(each, "float32", shapes.get(name)!);
  return { onnx, pass, gradients };
}

async function run(onnx: OnnxGraphBuilder, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await openGraph(onnx);
  try {
    return (await session.run(feeds)) as Record<string, Tensor>;
  } finally {
    await session.release();
  }
}

const kernel = (...values: number[]): Tensor => floats(values, [1, 1, values.length, 1]);
const bias = floats([0], [1]);
const pixel = (value: number): Tensor => floats([value], [1, 1, 1, 1]);

/** a = 2 x; b = 3 a; c = [5 7] (a, b, a), so that a has three readers. */
function branches(): NetworkGraph {
  const graph = new GraphBuilder();
  const a = graph.conv("a", graph.input(1), 1, 1);
  const b = graph.conv("b", a, 1, 1);
  graph.conv("c", graph.concat("joined", a, b, a), 1, 1);
  return graph.build([], outputs);
}

test("gradients of a value with several readers are added up", async () => {
  const { onnx, gradients } = write(branches(), [4]);
  const feeds = {
    images: pixel(11),
    start_4: pixel(1),
    "a/kernel": kernel(2),
    "a/bias": bias,
    "b/kernel": kernel(3),
    "b/bias": bias,
    "c/kernel": kernel(5, 7, 13),
    "c/bias": bias,
  };
  const found = await run(onnx, feeds);
  const gradient = (name: string): number[] => [...(found[gradients.get(name)!.name]!.data as Float32Array)];
  expect(gradient("c/kernel")).toEqual([22, 66, 22]);
  expect(gradient("b/kernel")).toEqual([7 * 22]);
  expect(gradient("a/kernel")).toEqual([(5 + 7 * 3 + 13) * 11]);
  expect(gradient("a/bias")).toEqual([5 + 7 * 3 + 13]);
});

test("gradients may start at several values, of which one is behind another", async () => {
  const { onnx, gradients } = write(branches(), [2, 1]);
  const feeds = {
    images: pixel(11),
    start_1: pixel(1),
    start_2: pixel(10),
    "a/kernel": kernel(2),
    "a/bias": bias,
    "b/kernel": kernel(3),
    "b/bias": bias,
    "c/kernel": kernel(5, 7, 13),
    "c/bias": bias,
  };
  const found = await run(onnx, feeds);
  expect([...(found[gradients.get("a/kernel")!.name]!.data as Float32Array)]).toEqual([(1 + 10 * 3) * 11]);
  expect([...gradients.keys()].toSorted()).toEqual(["a/bias", "a/kernel", "b/bias", "b/kernel"]);
});

test("no gradient is computed where only the image lies behind", () => {
  const graph = new GraphBuilder();
  const image = graph.input(1);
  const cut = graph.fitLike("cut", image, image);
  graph.conv("conv", graph.concat("joined", cut, image), 1, 1);
  const { onnx, gradients } = write(graph.build([], outputs), [3]);
  expect([...gradients.keys()].toSorted()).toEqual(["conv/bias", "conv/kernel"]);
  const names = onnx.build("test").node.flatMap(({ output }) => output);
  expect(names.filter((name) => /^back\/(joined|cut|input)|^back\/conv\/input$/.test(name))).toEqual([]);
});
