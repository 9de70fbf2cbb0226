import { seededRandom } from "@atcs/colocate";
import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { crossEntropy } from "../../../src/losses/cross-entropy.ts";
import { focal } from "../../../src/losses/focal.ts";
import type { LossTerms } from "../../../src/losses/loss-value.ts";
import { softJaccard } from "../../../src/losses/soft-jaccard.ts";
import type { Task } from "../../../src/tasks.ts";
import { crossEntropyByLoops, focalByLoops, type Labelled, softJaccardByLoops, type Terms } from "./loops.ts";

export interface Problem extends Labelled {
  /** Of the logits. */
  readonly shape: number[];
  readonly logits: Float32Array;
}

/** How far the logits go: a few units, or to +-1e4 with some small ones among them. */
export type Range = "usual" | "extreme";

const extremes = [-1e4, 1e4, -1e4, 1e4, 0, 3, -100, 100];

/** About a third of the bins unknown, and all of the last point. */
export function makeProblem(task: Task, range: Range = "usual", points = 7, bins = 5): Problem {
  const random = seededRandom(5, task, range);
  const width = task === "bin_seg_2d" ? 1 : bins;
  const shape = task === "seg_3d" ? [points, 9, bins] : [points, width];
  const size = shape.reduce((product, length) => product * length, 1);
  const cloudScenario = Uint8Array.from({ length: points * bins }, (_, i) => {
    if (i >= (points - 1) * bins || random() < 0.3) return 255;
    return random() < 0.5 ? 0 : Math.floor(random() * 9);
  });
  const logits = Float32Array.from({ length: size }, () =>
    range === "usual" ? 6 * random() - 3 : extremes[Math.floor(random() * extremes.length)]!,
  );
  return { task, points, bins, cloudScenario, shape, logits };
}

export function logitTensor({ logits, shape }: Problem): tf.Tensor {
  return tf.tensor(logits, shape);
}

export interface LossCase {
  readonly name: string;
  readonly terms: (logits: tf.Tensor, cloudScenario: Uint8Array | tf.Tensor, task: Task) => LossTerms;
  readonly byLoops: (logits: ArrayLike<number>, problem: Problem) => Terms;
}

/** The largest from 1 to 2, which is what the losses make of others too. */
export const weightsOf: Record<Task, readonly number[]> = {
  seg_3d: [0.15, 1, 0, 0.75, 0.35, 1.5, 0.5, 0.125, 0.625],
  bin_seg_3d: [0.4, 1.6],
  bin_seg_2d: [1.75, 0.25],
};

const onesOf = (task: Task) => weightsOf[task].map(() => 1);

export function alphaOf(task: Task): number[] {
  return weightsOf[task].map((_, c, { length }) => (c === 0 ? 0.5 : 0.5 / (length - 1)));
}

export const lossCases: readonly LossCase[] = [
  {
    name: "cross entropy",
    terms: (logits, types, task) => crossEntropy(logits, types, { task }),
    byLoops: (logits, problem) => crossEntropyByLoops(logits, problem, onesOf(problem.task)),
  },
  {
    name: "cross entropy with class weights",
    terms: (logits, types, task) => crossEntropy(logits, types, { task, classWeights: weightsOf[task] }),
    byLoops: (logits, problem) => crossEntropyByLoops(logits, problem, weightsOf[problem.task]),
  },
  {
    name: "focal",
    terms: (logits, types, task) => focal(logits, types, { task }),
    byLoops: (logits, problem) =>
      focalByLoops(logits, problem, { classWeights: onesOf(problem.task), alpha: alphaOf(problem.task), gamma: 2 }),
  },
  {
    name: "focal with class weights, alpha and gamma",
    terms: (logits, types, task) =>
      focal(logits, types, { task, classWeights: weightsOf[task], alpha: weightsOf[task], gamma: 0.5 }),
    byLoops: (logits, problem) =>
      focalByLoops(logits, problem, {
        classWeights: weightsOf[problem.task],
        alpha: weightsOf[problem.task],
        gamma: 0.5,
      }),
  },
  {
    name: "soft Jaccard",
    terms: (logits, types, task) => softJaccard(logits, types, { task }),
    byLoops: (logits, problem) => softJaccardByLoops(logits, problem, onesOf(problem.task)),
  },
  {
    name: "soft Jaccard with class weights",
    terms: (logits, types, task) => softJaccard(logits, types, { task, classWeights: weightsOf[task] }),
    byLoops: (logits, problem) => softJaccardByLoops(logits, problem, weightsOf[problem.task]),
  },
];

/** Each within `tolerance` of the largest of the expected values; NaN is not. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const largest = Array.from(expected).reduce((found, value) => Math.max(found, Math.abs(value)), 0);
  const errors = Array.from(expected, (value, i) => Math.abs(actual[i]! - value));
  expect(
    errors.every((error) => error <= tolerance * largest),
    `${Array.from(actual)} is not ${Array.from(expected)}`,
  ).toBe(true);
}
