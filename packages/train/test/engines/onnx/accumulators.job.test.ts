import { networkNames } from "@atcs/models";
import { trainingNames as names } from "@atcs/models/onnx";
import * as runtime from "onnxruntime-node";
import { expect, test } from "vitest";
import { Accumulators } from "../../../src/engines/onnx/accumulators.ts";
import { FlatTensors, type NamedTensors } from "../../../src/engines/onnx/flat-tensors.ts";
import { GradientRuns } from "../../../src/engines/onnx/gradient-runs.ts";
import { HostAdam } from "../../../src/engines/onnx/host-adam.ts";
import { MomentTensors } from "../../../src/engines/onnx/moment-tensors.ts";
import { onnxGraphs } from "../../../src/engines/onnx/onnx-graphs.ts";
import { graphOpener } from "../../../src/engines/onnx/open-graph.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import { parameterLayout } from "../../../src/engines/state/parameter-layout.ts";
import { randomBatch, smallTask } from "../support/small-task.ts";

/** With gradients of all sums that there are. */
const everySum = { config: { baseWidth: 8 }, loss: { kind: "soft_jaccard" }, smoothnessWeight: 0.1 } as const;

test.each(networkNames)("gradients of %s in the memory of those before have the bits of others", async (network) => {
  const task = smallTask({ network, ...everySum });
  const layout = parameterLayout(task);
  const graphs = onnxGraphs(task);
  const runs = new GradientRuns(runtime, graphOpener(runtime, { provider: "cpu", threads: 2 }), graphs);
  const moments = new MomentTensors(runtime, layout);
  const { parameterInputs } = new HostAdam(runtime, layout, await initialState(task, 1));
  const own = new Accumulators(runtime, layout, graphs.sums);
  const apart = graphs.sums.map((sum) => {
    const flat = new FlatTensors(runtime, layout.learned, layout.learnedLength);
    return { flat, named: flat.named((name) => names.next(names.accumulator(sum, name))) };
  });
  const run = async (seed: number, gradients: NamedTensors): Promise<void> => {
    const inputs = { ...parameterInputs, ...moments.inputs, ...own.inputs };
    const logits = new Float32Array(5 * layout.outputs);
    await runs.run(randomBatch(seed), { inputs, outputs: { ...moments.outputs, ...gradients } }, logits);
  };
  await run(1, own.outputs);
  const first = own.gradients.numerator.values.slice();
  await run(2, Object.assign({}, ...apart.map(({ named }) => named)));
  expect(own.gradients.numerator.values).toEqual(first);
  await run(2, own.outputs);
  for (const [i, sum] of graphs.sums.entries()) {
    expect(own.gradients[sum]!.values.some((value) => value !== 0)).toBe(true);
    expect(own.gradients[sum]!.values, sum).toEqual(apart[i]!.flat.values);
  }
  expect(own.gradients.numerator.values).not.toEqual(first);
  own.clear();
  expect(own.gradients.smoothness!.values.every((value) => value === 0)).toBe(true);
  await runs.release();
});
