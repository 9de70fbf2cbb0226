import { expect, test } from "vitest";
import { checkState } from "../../../src/engines/state/check-state.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import { parameterLayout } from "../../../src/engines/state/parameter-layout.ts";
import type { TrainingState } from "../../../src/engines/types.ts";
import { isTrainError } from "../../../src/errors.ts";
import { smallTask } from "../support/small-task.ts";

const task = smallTask();
const layout = parameterLayout(task);
const state = await initialState(task, 3);
const [first] = layout.learned;
const name = first!.parameter.name;

function changed(
  kind: "parameters" | "firstMoments" | "secondMoments",
  values: Float32Array | undefined,
): TrainingState {
  const own = new Map(state[kind]);
  if (values === undefined) own.delete(name);
  else own.set(name, values);
  return { ...state, [kind]: own };
}

function with1(value: number): Float32Array {
  const values = new Float32Array(first!.length);
  values[1] = value;
  return values;
}

test("a state of the network is fine", () => {
  expect(() => checkState(state, layout)).not.toThrow();
});

test.each([
  ["missing", changed("parameters", undefined), `${name} is missing`],
  ["of another size", changed("parameters", new Float32Array(5)), `${name} has 5 numbers: expected ${first!.length}`],
  ["no number", changed("parameters", with1(Number.NaN)), `${name} is NaN at 1`],
  ["a missing moment", changed("firstMoments", undefined), `the first moment of ${name} is missing`],
  ["an infinite moment", changed("secondMoments", with1(Infinity)), `the second moment of ${name} is Infinity`],
  ["a negative one", changed("secondMoments", with1(-1)), `the second moment of ${name} is -1 at 1`],
  ["surplus", { ...state, parameters: new Map([...state.parameters, ["more", with1(0)]]) }, "more is no parameter"],
  [
    "a moment of running statistics",
    { ...state, firstMoments: new Map(state.parameters) },
    /the first moment of .*moving_mean is no parameter/,
  ],
  ["a step of a half", { ...state, step: 0.5 }, "its step is 0.5"],
])("what is %s is refused by name", (_, wrong, message) => {
  expect(() => checkState(wrong, layout)).toThrow(message);
  try {
    checkState(wrong, layout);
  } catch (error) {
    expect(isTrainError(error, "TRAIN_CHECKPOINT")).toBe(true);
  }
});
