import { TrainError } from "../../errors.ts";
import type { TrainingState } from "../types.ts";
import type { ParameterLayout, Placed } from "./parameter-layout.ts";

/**
 * Does a state belong to a network?
 * @param file that it is from, for the message
 * @throws TrainError TRAIN_CHECKPOINT that names the parameter that is missing, surplus, of another size or not finite
 */
export function checkState(state: TrainingState, layout: ParameterLayout, file?: string): void {
  const { learned, running } = layout;
  const wrong = (problem: string): TrainError =>
    new TrainError("TRAIN_CHECKPOINT", `${problem}: the state is of another network, or damaged`, { file });
  checkValues("", state.parameters, [...learned, ...running], wrong);
  checkValues("the first moment of ", state.firstMoments, learned, wrong);
  checkValues("the second moment of ", state.secondMoments, learned, wrong);
  for (const [name, values] of state.secondMoments) {
    // Its root is taken.
    const negative = values.findIndex((value) => value < 0);
    if (negative >= 0) throw wrong(`the second moment of ${name} is ${values[negative]} at ${negative}`);
  }
  const { step } = state;
  if (!Number.isSafeInteger(step) || step < 0) throw wrong(`its step is ${step}: expected an integer from 0`);
}

function checkValues(
  kind: string,
  values: ReadonlyMap<string, Float32Array>,
  places: readonly Placed[],
  wrong: (problem: string) => TrainError,
): void {
  for (const { parameter, length } of places) {
    const { name, shape } = parameter;
    const found = values.get(name);
    if (found === undefined) throw wrong(`${kind}${name} is missing`);
    if (found.length !== length) {
      throw wrong(`${kind}${name} has ${found.length} numbers: expected ${length}, as of shape [${shape.join(", ")}]`);
    }
    const at = found.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw wrong(`${kind}${name} is ${found[at]} at ${at}: expected finite numbers`);
  }
  const known = new Set(places.map(({ parameter }) => parameter.name));
  const surplus = [...values.keys()].find((name) => !known.has(name));
  if (surplus !== undefined) throw wrong(`${kind}${surplus} is no parameter of this network`);
}
