import { trainingNames as names } from "@atcs/models/onnx";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { adamConstants } from "../compute/adam-constants.ts";
import { gradientFactors } from "../compute/loss-sums.ts";
import type { AdamState } from "../host/adam.ts";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import { fillFlat } from "../state/values.ts";
import type { TrainingState } from "../types.ts";
import type { Adam, Update } from "./adam.ts";
import { FlatTensors, type NamedTensors } from "./flat-tensors.ts";

type LearnedTensors = Readonly<Record<keyof AdamState, FlatTensors>>;

/**
 * Adam as a graph, on a GPU. There are two of what it changes: an update writes the other one, which becomes the state when
 * the update is good.
 */
export class GraphAdam implements Adam {
  readonly #runtime: OnnxRuntime;
  readonly #session: InferenceSession;
  #now: LearnedTensors;
  #next: LearnedTensors;

  /** @param state is copied */
  constructor(runtime: OnnxRuntime, session: InferenceSession, layout: ParameterLayout, state: TrainingState) {
    this.#runtime = runtime;
    this.#session = session;
    const flat = (): FlatTensors => new FlatTensors(runtime, layout.learned, layout.learnedLength);
    const all = (): LearnedTensors => ({ parameters: flat(), firstMoments: flat(), secondMoments: flat() });
    [this.#now, this.#next] = [all(), all()];
    for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) {
      fillFlat(this.#now[kind].values, layout.learned, state[kind]);
    }
  }

  get state(): AdamState {
    const { parameters, firstMoments, secondMoments } = this.#now;
    return {
      parameters: parameters.values,
      firstMoments: firstMoments.values,
      secondMoments: secondMoments.values,
    };
  }

  get parameterInputs(): NamedTensors {
    return this.#now.parameters.named((name) => name);
  }

  async update({ gradients, sums, smoothnessWeight, step, learningRate }: Update): Promise<boolean> {
    const { Tensor } = this.#runtime;
    const scalar = (value: number): Tensor => new Tensor("float32", Float32Array.of(value), []);
    const factors = gradientFactors(sums, smoothnessWeight);
    const { beta1, beta2 } = adamConstants;
    const numbers: Record<string, Tensor> = {
      rate: scalar(learningRate / (1 - beta1 ** step)),
      correction: scalar(1 / Math.sqrt(1 - beta2 ** step)),
    };
    for (const sum of ["numerator", "denominator", "smoothness"] as const) {
      const gradient = gradients[sum];
      if (gradient === undefined) continue;
      numbers[sum] = gradient.flat;
      numbers[names.factor(sum)] = scalar(factors[sum]);
    }
    const magnitude = new Float32Array(1);
    await this.#session.run(
      { ...adamTensors(this.#now, (name) => name), ...numbers },
      { ...adamTensors(this.#next, names.next), magnitude: new Tensor("float32", magnitude, []) },
    );
    if (!Number.isFinite(magnitude[0]!)) return false;
    [this.#now, this.#next] = [this.#next, this.#now];
    return true;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

function adamTensors(
  { parameters, firstMoments, secondMoments }: LearnedTensors,
  nameOf: (name: string) => string,
): NamedTensors {
  return {
    [nameOf("parameters")]: parameters.flat,
    [nameOf("first_moments")]: firstMoments.flat,
    [nameOf("second_moments")]: secondMoments.flat,
  };
}
