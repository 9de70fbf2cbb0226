import * as tf from "@tensorflow/tfjs";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../../../../test/support/tfjs.ts";
import { type LossOptions, lossSettings } from "../../../../src/losses/loss-settings.ts";
import { lossTerms } from "../../../../src/losses/loss-terms.ts";
import { OnnxGraphBuilder } from "../../../../src/onnx/onnx-graph-builder.ts";
import { writeLoss } from "../../../../src/onnx/training/losses/write-loss.ts";
import { type Task, tasks } from "../../../../src/tasks.ts";
import {
  crossEntropyByLoops,
  finiteDifferences,
  focalByLoops,
  softJaccardByLoops,
} from "../../../losses/support/loops.ts";
import {
  alphaOf,
  expectClose,
  logitTensor,
  makeProblem,
  type Problem,
  weightsOf,
} from "../../../losses/support/problems.ts";
import { floats } from "../../_support.ts";
import { openGraph } from "../_graph.ts";

await useBackend("cpu");

const kinds: readonly [string, (task: Task) => LossOptions][] = [
  ["cross entropy", (task) => ({ task })],
  ["cross entropy with class weights", (task) => ({ task, classWeights: weightsOf[task] })],
  ["focal", (task) => ({ kind: "focal", task })],
  [
    "focal with class weights, alpha and gamma",
    (task) => ({ kind: "focal", task, classWeights: weightsOf[task], alpha: weightsOf[task], gamma: 0.5 }),
  ],
  ["focal with gamma 0", (task) => ({ kind: "focal", task, gamma: 0 })],
  ["soft Jaccard", (task) => ({ kind: "soft_jaccard", task })],
  ["soft Jaccard with class weights", (task) => ({ kind: "soft_jaccard", task, classWeights: weightsOf[task] })],
];

function openLoss(options: LossOptions): Promise<InferenceSession> {
  const onnx = new OnnxGraphBuilder();
  const bins = options.task === "bin_seg_2d" ? "width" : "bins";
  const logits = onnx.input("logits", "float32", options.task === "seg_3d" ? ["points", 9, bins] : ["points", bins]);
  const cloudScenario = onnx.input("cloud_scenario", "uint8", ["types", "bins"]);
  const loss = writeLoss({ logits, cloudScenario, onnx }, lossSettings("test", options));
  onnx.output(loss.numerator, "float32", []);
  onnx.output(loss.denominator, "float32", []);
  onnx.output(onnx.node("Identity", "dN", [loss.numeratorGradient]), "float32", []);
  if (loss.denominatorGradient) onnx.output(onnx.node("Identity", "dD", [loss.denominatorGradient]), "float32", []);
  return openGraph(onnx);
}

function feedsOf({ logits, shape, cloudScenario, points, bins }: Problem): Record<string, Tensor> {
  return { logits: floats(logits, shape), cloud_scenario: new Tensor("uint8", cloudScenario, [points, bins]) };
}

/** Numerator, denominator, and their gradients. */
async function runLoss(session: InferenceSession, problem: Problem): Promise<Float32Array[]> {
  const { numerator, denominator, dN, dD } = (await session.run(feedsOf(problem))) as Record<string, Tensor>;
  expect([numerator!.dims, denominator!.dims, dN!.dims]).toEqual([[], [], problem.shape]);
  return [numerator!, denominator!, dN!, ...(dD ? [dD] : [])].map(({ data }) => data as Float32Array);
}

/** The same by tfjs. */
function byTfjs(options: LossOptions, problem: Problem): Float32Array[] {
  const loss = lossTerms(options);
  const logits = logitTensor(problem);
  const { numerator, denominator } = loss(logits, problem.cloudScenario);
  const gradient = (part: "numerator" | "denominator"): tf.Tensor =>
    tf.grad((x) => loss(x as tf.Tensor, problem.cloudScenario)[part])(logits);
  const gradients = [gradient("numerator"), ...(loss.hasFixedDenominator ? [] : [gradient("denominator")])];
  return [numerator, denominator, ...gradients].map((each) => each.dataSync() as Float32Array);
}

describe.each(tasks)("%s", (task) => {
  describe.each(kinds)("%s", (_, optionsOf) => {
    const options = optionsOf(task);
    let session: InferenceSession;

    beforeAll(async () => {
      session = await openLoss(options);
    });

    afterAll(() => session.release());

    test.each(["usual", "extreme"] as const)("terms and gradients as in tfjs, %s logits", async (range) => {
      const problem = makeProblem(task, range, 23, 11);
      const [found, expected] = [await runLoss(session, problem), byTfjs(options, problem)];
      expect(found).toHaveLength(options.kind === "soft_jaccard" ? 4 : 3);
      expect(expected.flatMap((each) => [...each]).every(Number.isFinite)).toBe(true);
      expected.forEach((values, i) => {
        expectClose(found[i]!, values, 1e-6);
      });
    });

    test("gradients as by finite differences of plain loops", async () => {
      const problem = makeProblem(task);
      const [, , ...gradients] = await runLoss(session, problem);
      gradients.forEach((gradient, i) => {
        const term = i === 0 ? "numerator" : "denominator";
        const expected = finiteDifferences((logits) => byLoops(options, logits, problem)[term], problem.logits);
        expectClose(gradient, expected, 1e-5);
      });
    });

    test("0, and gradients of 0, without a valid bin; with any numbers in unknown bins", async () => {
      const problem = makeProblem(task, "extreme");
      problem.cloudScenario.fill(255);
      for (const values of await runLoss(session, problem)) expect(new Set(values.map(Math.abs))).toEqual(new Set([0]));
    });

    test("0 without a label point", async () => {
      const [numerator, denominator, ...gradients] = await runLoss(session, makeProblem(task, "usual", 0));
      expect([numerator, denominator]).toEqual([Float32Array.of(0), Float32Array.of(0)]);
      for (const gradient of gradients) expect(gradient).toHaveLength(0);
    });
  });

  test("what is no cloud type stops a run, and so do cloud types of another number of points", async () => {
    const session = await openLoss({ task });
    const feeds = feedsOf(makeProblem(task, "usual", 4));
    for (const type of [9, 100, 254]) {
      const cloud_scenario = new Tensor("uint8", Uint8Array.of(...Array.from({ length: 19 }, () => 0), type), [4, 5]);
      await expect(session.run({ ...feeds, cloud_scenario })).rejects.toThrow(/cloud_types_0_to_8_or_255/);
    }
    for (const points of [1, 3, 5]) {
      const cloud_scenario = new Tensor("uint8", new Uint8Array(points * 5), [points, 5]);
      await expect(session.run({ ...feeds, cloud_scenario })).rejects.toThrow(/codes_of_all_points/);
    }
    await session.release();
  });
});

function byLoops(
  options: LossOptions,
  logits: Float64Array,
  problem: Problem,
): { numerator: number; denominator: number } {
  const { task, kind = "cross_entropy", gamma = 2 } = options;
  const classWeights = (options.classWeights ?? weightsOf[task].map(() => 1)) as number[];
  if (kind === "soft_jaccard") return softJaccardByLoops(logits, problem, classWeights);
  if (kind === "cross_entropy") return crossEntropyByLoops(logits, problem, classWeights);
  return focalByLoops(logits, problem, { classWeights, alpha: (options.alpha ?? alphaOf(task)) as number[], gamma });
}

test("long sums keep their digits", async () => {
  const session = await openLoss({ task: "bin_seg_3d" });
  const [points, bins] = [2001, 125];
  const problem = { ...makeProblem("bin_seg_3d"), points, bins, shape: [points, bins] };
  const logits = new Float32Array(points * bins).fill(0.37);
  const [numerator] = await runLoss(session, { ...problem, logits, cloudScenario: new Uint8Array(points * bins) });
  expectClose(numerator!, [points * bins * Math.log1p(Math.exp(Math.fround(0.37)))], 1e-5);
  await session.release();
});
