import type { LossTerms, NamedMoments } from "@atcs/models";
import { smoothness } from "@atcs/models";
import {
  dispose,
  keep,
  type Scalar,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
  sum as total,
  variableGrads,
  zerosLike,
} from "@tensorflow/tfjs";
import type { MicroBatch } from "../types.ts";
import type { TaskNetwork } from "./task-network.ts";

/** Gradients of sums, each in the order of what is learned; of what the loss does not need there are none. */
export interface GradientSets<T> {
  /** Of the loss's numerator. */
  readonly numerator: T;
  /** Of a denominator that depends on logits. */
  readonly denominator?: T | undefined;
  /** Of the penalty's numerator. */
  readonly smoothness?: T | undefined;
}

/** What came of a micro-batch, on the backend. */
export interface MicroBatchTensors {
  readonly gradients: GradientSets<readonly Tensor[]>;
  readonly atLabels: LossTerms;
  readonly smoothness: LossTerms | undefined;
  readonly moments: NamedMoments;
  /** Logits at labels. */
  readonly logits: Tensor;
  /** All tensors of these, which the caller disposes of. */
  readonly all: readonly Tensor[];
}

/**
 * Gradients of a micro-batch by the weights, with batch normalisation over the micro-batch, on the current backend. Each set
 * of gradients takes a run of its own, because tfjs forgets a run once it has differentiated it.
 *
 * @throws TypeError, RangeError as `Network.atLabels` for images and points that cannot be; nothing stays then
 */
export function computeGradients(task: TaskNetwork, batch: MicroBatch): MicroBatchTensors {
  const kept: Tensor[] = [];
  const keepAll = <T extends Tensor>(tensors: readonly T[]): void => {
    for (const each of tensors) kept.push(keep(each));
  };
  try {
    let found!: Omit<MicroBatchTensors, "all">;
    tidy(() => {
      found = compute(task, batch, keepAll);
    });
    return { ...found, all: kept };
  } catch (error) {
    dispose(kept);
    throw error;
  }
}

function compute(
  task: TaskNetwork,
  batch: MicroBatch,
  keepAll: (tensors: readonly Tensor[]) => void,
): Omit<MicroBatchTensors, "all"> {
  const { network, loss } = task;
  const images = tensor4d(batch.images, [...batch.shape]);
  const atLabels = (training: (moments: NamedMoments) => void): Tensor =>
    network.atLabels(images, batch.batchIndex, batch.corners, batch.weights, { training });

  let moments: NamedMoments = new Map();
  let logits!: Tensor;
  let terms!: LossTerms;
  const numerator = gradients(task, () => {
    logits = atLabels((found) => {
      moments = found;
      for (const { mean, variance } of found.values()) keepAll([mean, variance]);
    });
    terms = loss(logits, batch.cloudScenario);
    keepAll([logits, terms.numerator, terms.denominator]);
    return terms.numerator;
  });

  // Without points nothing depends on weights, and tfjs would find no connection.
  const denominator =
    loss.hasFixedDenominator || batch.batchIndex.length === 0
      ? undefined
      : gradients(task, () => loss(atLabels(ignore), batch.cloudScenario).denominator);

  const penalty = task.smoothnessWeight === 0 ? undefined : smoothnessGradients(task, images, keepAll);
  const sets = { numerator, denominator, smoothness: penalty?.gradients };
  for (const set of Object.values(sets)) if (set !== undefined) keepAll(set);
  return { gradients: sets, atLabels: terms, smoothness: penalty?.terms, moments, logits };
}

function smoothnessGradients(
  task: TaskNetwork,
  images: Tensor4D,
  keepAll: (tensors: readonly Tensor[]) => void,
): { gradients: Tensor[]; terms: LossTerms } {
  const { network, radianceChannels } = task;
  let terms!: LossTerms;
  const found = gradients(task, () => {
    terms = smoothness(network.dense(images, { training: ignore }), images, { radianceChannels });
    keepAll([terms.numerator, terms.denominator]);
    return terms.numerator;
  });
  return { gradients: found, terms };
}

/** By what is learned, in its order; of what a sum does not depend on 0. */
function gradients({ network }: TaskNetwork, sum: () => Scalar): Tensor[] {
  const variables = network.trainableVariables;
  let failure: { readonly error: unknown } | undefined;
  const { grads } = variableGrads(() => {
    try {
      return sum();
    } catch (error) {
      failure = { error };
      // tfjs gives back what it saved for gradients when it has made some, and only then.
      return total<Scalar>(variables[0]!);
    }
  }, variables);
  if (failure !== undefined) throw failure.error;
  return variables.map((each) => grads[each.name] ?? zerosLike(each));
}

function ignore(): void {}
