import { expect, test } from "vitest";
import { adamStep } from "../../../src/engines/host/adam.ts";
import { adamTable } from "./adam/table.ts";

test("updates as PyTorch does", () => {
  const { first, steps } = adamTable();
  const state = {
    parameters: Float32Array.from(first),
    firstMoments: new Float32Array(3),
    secondMoments: new Float32Array(3),
  };
  steps.forEach(({ gradient, learningRate, ...expected }, i) => {
    adamStep(state, Float32Array.from(gradient), i + 1, learningRate);
    for (const kind of ["parameters", "firstMoments", "secondMoments"] as const) {
      for (const [j, value] of expected[kind].entries()) {
        expect(Math.abs(state[kind][j]! - value), `${kind}[${j}] of step ${i + 1}`).toBeLessThanOrEqual(
          3e-7 * Math.abs(value),
        );
      }
    }
  });
});

test("moves by the learning rate in its first update, whatever the gradient's size", () => {
  const state = {
    parameters: new Float32Array(2),
    firstMoments: new Float32Array(2),
    secondMoments: new Float32Array(2),
  };
  adamStep(state, Float32Array.of(100, -0.01), 1, 0.25);
  expect(state.parameters[0]).toBeCloseTo(-0.25, 6);
  expect(state.parameters[1]).toBeCloseTo(0.25, 6);
});
