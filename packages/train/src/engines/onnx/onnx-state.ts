import type { ParameterLayout } from "../state/parameter-layout.ts";
import { fillFlat, namedValues } from "../state/values.ts";
import type { TrainingState } from "../types.ts";
import type { Adam } from "./adam.ts";

/** The state of a training, flat: what Adam has, and running statistics. */
export class OnnxState {
  readonly running: Float32Array;
  readonly #layout: ParameterLayout;
  readonly #adam: Adam;
  /** Updates that were made. */
  step: number;

  /** @param state is copied */
  constructor(layout: ParameterLayout, adam: Adam, state: TrainingState) {
    this.#layout = layout;
    this.#adam = adam;
    this.step = state.step;
    this.running = new Float32Array(layout.runningLength);
    fillFlat(this.running, layout.running, state.parameters);
  }

  /** Of all parameters, in their order; views that hold until the next step. */
  weights(): Map<string, Float32Array> {
    const { parameters, learned, running } = this.#layout;
    const views = new Map<string, Float32Array>();
    for (const [places, values] of [
      [learned, this.#adam.state.parameters],
      [running, this.running],
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
    const { firstMoments, secondMoments } = this.#adam.state;
    return {
      parameters: new Map([...this.weights()].map(([name, values]) => [name, values.slice()])),
      firstMoments: namedValues(firstMoments, learned),
      secondMoments: namedValues(secondMoments, learned),
      step: this.step,
    };
  }
}
