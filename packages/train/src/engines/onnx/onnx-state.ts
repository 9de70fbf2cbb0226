import { trainingNames as names } from "@atcs/models/onnx";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import { fillFlat, namedValues } from "../state/values.ts";
import type { TrainingState } from "../types.ts";
import { FlatTensors, type NamedTensors } from "./flat-tensors.ts";

/** What Adam changes. */
interface LearnedState {
  readonly parameters: FlatTensors;
  readonly firstMoments: FlatTensors;
  readonly secondMoments: FlatTensors;
}

/** Running statistics, as a graph takes them and gives them. */
interface RunningState {
  readonly statistics: FlatTensors;
  readonly inputs: NamedTensors;
  readonly outputs: NamedTensors;
}

/**
 * The state of a training in memory that graphs read and write in place. There are two of what Adam changes: a step writes the
 * other one, which becomes the state when the step is good. Running statistics go on from micro-batch to micro-batch, and so
 * there are three of them.
 */
export class OnnxState {
  readonly #layout: ParameterLayout;
  #learned: LearnedState;
  #nextLearned: LearnedState;
  #running: RunningState;
  #spareRunning: [RunningState, RunningState];
  #step: number;

  /** @param state is copied */
  constructor(runtime: OnnxRuntime, layout: ParameterLayout, state: TrainingState) {
    this.#layout = layout;
    const learned = (): LearnedState => {
      const flat = (): FlatTensors => new FlatTensors(runtime, layout.learned, layout.learnedLength);
      return { parameters: flat(), firstMoments: flat(), secondMoments: flat() };
    };
    const running = (): RunningState => {
      const statistics = new FlatTensors(runtime, layout.running, layout.runningLength);
      return { statistics, inputs: statistics.named((name) => name), outputs: statistics.named(names.next) };
    };
    this.#learned = learned();
    this.#nextLearned = learned();
    this.#running = running();
    this.#spareRunning = [running(), running()];
    this.#step = state.step;
    fillFlat(this.#learned.parameters.values, layout.learned, state.parameters);
    fillFlat(this.#learned.firstMoments.values, layout.learned, state.firstMoments);
    fillFlat(this.#learned.secondMoments.values, layout.learned, state.secondMoments);
    fillFlat(this.#running.statistics.values, layout.running, state.parameters);
  }

  /** Updates that were made. */
  get step(): number {
    return this.#step;
  }

  /** Parameters as the graph of gradients takes them. */
  get parameterInputs(): NamedTensors {
    return this.#learned.parameters.named((name) => name);
  }

  /** Running statistics before and after a micro-batch of a step. @param number of the micro-batch, from 0 */
  runningOf(number: number): { readonly inputs: NamedTensors; readonly outputs: NamedTensors } {
    const before = number === 0 ? this.#running : this.#spareRunning[(number - 1) % 2]!;
    return { inputs: before.inputs, outputs: this.#spareRunning[number % 2]!.outputs };
  }

  /** Running statistics after so many micro-batches. */
  runningAfter(microBatches: number): Float32Array {
    return this.#spareRunning[(microBatches - 1) % 2]!.statistics.values;
  }

  /** What the graph of the update takes. */
  get updateInputs(): NamedTensors {
    return adamTensors(this.#learned, (name) => name);
  }

  /** What it writes. */
  get updateOutputs(): NamedTensors {
    return adamTensors(this.#nextLearned, names.next);
  }

  /** The step was good. @param microBatches how many it had */
  takeUp(microBatches: number): void {
    [this.#learned, this.#nextLearned] = [this.#nextLearned, this.#learned];
    const last = (microBatches - 1) % 2;
    const before = this.#running;
    this.#running = this.#spareRunning[last]!;
    this.#spareRunning[last] = before;
    this.#step += 1;
  }

  /** Of all parameters, in their order; views that hold until the next step. */
  weights(): Map<string, Float32Array> {
    const { parameters, learned, running } = this.#layout;
    const views = new Map<string, Float32Array>();
    for (const [places, values] of [
      [learned, this.#learned.parameters.values],
      [running, this.#running.statistics.values],
    ] as const) {
      for (const { parameter, offset, length } of places) {
        views.set(parameter.name, values.subarray(offset, offset + length));
      }
    }
    return new Map(parameters.map(({ name }) => [name, views.get(name)!]));
  }

  /** A copy. */
  copy(): TrainingState {
    const { learned } = this.#layout;
    return {
      parameters: new Map([...this.weights()].map(([name, values]) => [name, values.slice()])),
      firstMoments: namedValues(this.#learned.firstMoments.values, learned),
      secondMoments: namedValues(this.#learned.secondMoments.values, learned),
      step: this.#step,
    };
  }
}

function adamTensors({ parameters, firstMoments, secondMoments }: LearnedState, nameOf: (name: string) => string) {
  return {
    [nameOf("parameters")]: parameters.flat,
    [nameOf("first_moments")]: firstMoments.flat,
    [nameOf("second_moments")]: secondMoments.flat,
  } satisfies NamedTensors;
}
