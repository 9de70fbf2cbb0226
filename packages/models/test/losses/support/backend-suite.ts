// What must hold of all losses, for every task, on every backend of tfjs.

import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { type BackendName, useBackend } from "../../../../../test/support/tfjs.ts";
import { type LossTerms, lossValue } from "../../../src/losses/loss-value.ts";
import { tasks } from "../../../src/tasks.ts";
import { registerWasmKernels } from "../../../src/wasm-kernels/index.ts";
import { finiteDifferences, type Terms, targetOf } from "./loops.ts";
import { expectClose, type LossCase, logitTensor, lossCases, makeProblem, type Problem } from "./problems.ts";

const quotient = ({ numerator, denominator }: Terms) => (denominator === 0 ? 0 : numerator / denominator);

async function read(terms: LossTerms): Promise<number[]> {
  const tensors = [terms.numerator, terms.denominator, lossValue(terms)];
  expect(tensors.map(({ shape }) => shape)).toEqual([[], [], []]);
  return Promise.all(tensors.map(async (tensor) => (await tensor.data())[0]!));
}

/** Is a logit one of an unknown bin? */
function unknownLogits(problem: Problem): boolean[] {
  const { task, shape, logits } = problem;
  const [perPoint, bins] = [logits.length / shape[0]!, task === "bin_seg_2d" ? 1 : problem.bins];
  return Array.from(logits, (_, i) => targetOf(problem, Math.floor(i / perPoint), i % bins) < 0);
}

type Part = (terms: LossTerms) => tf.Scalar;

function gradient(part: Part, { terms }: LossCase, problem: Problem): Promise<Float32Array> {
  const loss = (logits: tf.Tensor | tf.TensorLike) =>
    part(terms(logits as tf.Tensor, problem.cloudScenario, problem.task));
  return tf.grad(loss)(logitTensor(problem)).data<"float32">();
}

export function testLosses(backend: BackendName): void {
  describe(`on the ${backend} backend`, () => {
    beforeAll(async () => {
      await useBackend(backend);
      if (backend === "wasm") registerWasmKernels();
    }, 60_000);

    testEachTask();
    testLongSums(backend === "webgpu" ? 401 : 4001);
  });
}

function testEachTask(): void {
  describe.each(tasks)("%s", (task) => {
    describe.each(lossCases)("$name", (each) => {
      it.each(["usual", "extreme"] as const)("agrees with plain loops, %s logits", async (range) => {
        const problem = makeProblem(task, range);
        const expected = each.byLoops(problem.logits, problem);
        const found = await read(each.terms(logitTensor(problem), problem.cloudScenario, task));
        const wanted = [expected.numerator, expected.denominator, quotient(expected)];
        wanted.forEach((value, i) => {
          expectClose([found[i]!], [value], 1e-5);
        });
      });

      it.each(["usual", "extreme"] as const)("has the gradient of finite differences, %s logits", async (range) => {
        const problem = makeProblem(task, range);
        const expected = finiteDifferences((logits) => quotient(each.byLoops(logits, problem)), problem.logits);
        expectClose(await gradient(lossValue, each, problem), expected, range === "usual" ? 1e-4 : 1e-3);
      });

      it("takes the cloud types as an int32 tensor", async () => {
        const problem = makeProblem(task);
        const { points, bins, cloudScenario } = problem;
        const types = tf.tensor2d(Int32Array.from(cloudScenario), [points, bins], "int32");
        const ofTensor = await read(each.terms(logitTensor(problem), types, task));
        expect(ofTensor).toEqual(await read(each.terms(logitTensor(problem), cloudScenario, task)));
      });

      it("takes no part of unknown bins, whatever their logits", async () => {
        const [usual, changed] = [makeProblem(task), makeProblem(task)];
        const unknown = unknownLogits(usual);
        expect(unknown).toContain(true);
        unknown.forEach((isUnknown, i) => {
          if (isUnknown) changed.logits[i] = i % 2 === 0 ? -1e4 : 1e4;
        });
        const terms = (problem: Problem) => each.terms(logitTensor(problem), problem.cloudScenario, task);
        expect(await read(terms(changed))).toEqual(await read(terms(usual)));
        const slopes = await gradient(lossValue, each, changed);
        expect(slopes.every((slope, i) => slope === 0 || !unknown[i])).toBe(true);
      });

      it("is 0, with no gradient, without a valid bin", async () => {
        const problem = makeProblem(task, "extreme");
        problem.cloudScenario.fill(255);
        expect(await read(each.terms(logitTensor(problem), problem.cloudScenario, task))).toEqual([0, 0, 0]);
        expect(new Set((await gradient(lossValue, each, problem)).map(Math.abs))).toEqual(new Set([0]));
      });

      it("is 0 without a label point, and can be differentiated", async () => {
        const problem = makeProblem(task, "usual", 0);
        expect(await read(each.terms(logitTensor(problem), new Uint8Array(0), task))).toEqual([0, 0, 0]);
        const variable = tf.variable(logitTensor(problem));
        const { value, grads } = tf.variableGrads(() => lossValue(each.terms(variable, new Uint8Array(0), task)));
        expect((await value.data())[0]).toBe(0);
        expect(grads[variable.name]!.shape).toEqual(problem.shape);
        variable.dispose();
      });

      it("keeps no tensors", async () => {
        const problem = makeProblem(task);
        const logits = tf.variable(logitTensor(problem));
        const step = () => {
          const { value, grads } = tf.variableGrads(() => lossValue(each.terms(logits, problem.cloudScenario, task)));
          tf.dispose([value, grads]);
          tf.dispose(Object.values(each.terms(logits, problem.cloudScenario, task)));
        };
        step();
        const before = tf.memory();
        step();
        const after = tf.memory();
        expect([after.numTensors, after.numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
        logits.dispose();
      });
    });
  });
}

function testLongSums(points: number): void {
  it(`keeps its digits in sums of ${points} x 125 bins`, async () => {
    const bins = 125;
    const [crossEntropy] = lossCases.filter(({ name }) => name === "cross entropy with class weights");
    const terms = crossEntropy!.terms(tf.fill([points, bins], 0.37), new Uint8Array(points * bins), "bin_seg_3d");
    const [numerator, denominator, value] = await read(terms);
    const expected = Math.log1p(Math.exp(0.37));
    expectClose([numerator!, denominator!], [0.4 * points * bins * expected, 0.4 * points * bins], 1e-5);
    expectClose([value!], [expected], 1e-5);
  });
}
