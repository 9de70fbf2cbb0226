import * as runtime from "onnxruntime-node";
import { expect, test } from "vitest";
import type { LossSums } from "../../../src/engines/compute/loss-sums.ts";
import { Accumulators } from "../../../src/engines/onnx/accumulators.ts";
import type { Adam } from "../../../src/engines/onnx/adam.ts";
import { GraphAdam } from "../../../src/engines/onnx/graph-adam.ts";
import { HostAdam } from "../../../src/engines/onnx/host-adam.ts";
import { onnxGraphs } from "../../../src/engines/onnx/onnx-graphs.ts";
import { OnnxSession } from "../../../src/engines/onnx/onnx-session.ts";
import { graphOpener } from "../../../src/engines/onnx/open-graph.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import { parameterLayout } from "../../../src/engines/state/parameter-layout.ts";
import { randomBatch, randomBatches, smallTask } from "../support/small-task.ts";
import { bitsOf, expectNear } from "../support/states.ts";
import { openOnnx } from "./_open.ts";

const task = smallTask({ network: "single_pixel", loss: { kind: "soft_jaccard" }, smoothnessWeight: 0.3 });
const layout = parameterLayout(task);
const graphs = onnxGraphs(task);
const sums: LossSums = { numerator: 3, denominator: 2, smoothnessNumerator: 1, smoothnessDenominator: 5 };
/** What the graph of the update runs on is no matter to it. */
const open = graphOpener(runtime, { provider: "cpu", threads: 1 });

async function openAdams(): Promise<{ readonly host: Adam; readonly graph: Adam }> {
  const state = await initialState(task, 1);
  const session = await open(graphs.update(layout.learnedLength), "update");
  return { host: new HostAdam(runtime, layout, state), graph: new GraphAdam(runtime, session, layout, state) };
}

/** Random from a number of the update, from 1. */
function update(adam: Adam, step: number, largest = 1): Promise<boolean> {
  const accumulators = new Accumulators(runtime, layout, graphs.sums);
  const { gradients } = accumulators;
  for (const [i, sum] of graphs.sums.entries()) {
    const { values } = gradients[sum]!;
    for (let at = 0; at < values.length; at++) values[at] = Math.sin(step * (at + 1) + i);
  }
  gradients.denominator!.values[2] = largest;
  return adam.update({ gradients, sums, smoothnessWeight: 0.3, step, learningRate: 1e-2 });
}

function expectSame(found: Adam, expected: Adam): void {
  for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) {
    const error = found.state[kind].map((value, i) => Math.abs(value - expected.state[kind][i]!));
    expect(Math.max(...error), kind).toBeLessThan(1e-6);
  }
}

test("an update by the graph is as one in this thread, and so are those that follow", async () => {
  const { host, graph } = await openAdams();
  for (const step of [1, 2, 3]) {
    const before = host.state.parameters.slice();
    expect([await update(host, step), await update(graph, step)]).toEqual([true, true]);
    expect(host.state.parameters).not.toEqual(before);
    expectSame(graph, host);
    for (const adam of [host, graph]) {
      const first = Object.values(adam.parameterInputs)[0]!;
      expect(first.data).toEqual(adam.state.parameters.subarray(0, first.size));
    }
  }
  await graph.release();
});

test.each([1e25, Number.POSITIVE_INFINITY, Number.NaN])("neither takes up a gradient of %d", async (largest) => {
  const { host, graph } = await openAdams();
  for (const adam of [host, graph]) {
    await update(adam, 1);
    const before = Object.values(adam.state).map((values: Float32Array) => values.slice());
    expect(await update(adam, 2, largest)).toBe(false);
    expect(Object.values(adam.state)).toEqual(before);
    expect(await update(adam, 2)).toBe(true);
  }
  expectSame(graph, host);
  await graph.release();
});

test("a session that updates by the graph is as one that does it in this thread", async () => {
  const state = await initialState(task, 1);
  const parts = { runtime, provider: "webgpu", device: "", open, graphs, task, layout, state } as const;
  const [graph, host] = [await OnnxSession.open(parts), await openOnnx(task)];
  for (const session of [graph, host]) {
    await session.step(randomBatches(2), 1e-2);
    await session.step(randomBatches(3, 4), 1e-2);
  }
  expectNear(await graph.state(), await host.state(), 1e-4);
  const before = bitsOf(await graph.state());
  const batch = randomBatch(1);
  const wrong = { ...batch, images: batch.images.map((value) => 1e12 * value) };
  expect((await graph.step([wrong], 1e-2)).loss).toBeNaN();
  expect(bitsOf(await graph.state())).toEqual(before);
  for (const session of [graph, host]) await session.dispose();
});
