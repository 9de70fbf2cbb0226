// What must hold of the training rule of every operation: values as plain loops give them, gradients as finite differences of
// these loops and as tfjs.

import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../../../../../test/support/tfjs.ts";
import type { GraphNode } from "../../../../../src/graph/types.ts";
import { type NumberArray, relativeError, seededArray } from "../../../../ops/support/array.ts";
import { type OpCase, opCases } from "../../../../ops/support/cases.ts";
import {
  byLoops,
  difference,
  differentiable,
  gradientsOf,
  makeArguments,
  someElements,
  toTensor,
  toTensors,
} from "../../../../ops/support/differentiation.ts";
import { fromOnnx, toOnnx } from "./layouts.ts";
import { runTrainingRule } from "./run-rule.ts";

/** Tests of one operation; `more` are cases besides those that all forms of an operation have. */
export function testTrainingRule(op: GraphNode["op"], tolerance = 1e-5, more: readonly OpCase[] = []): void {
  beforeAll(async () => {
    await useBackend("cpu");
  }, 60_000);

  // By running statistics nothing is trained.
  const isTrained = ({ training, parameters }: OpCase): boolean => training || parameters.moving_mean === undefined;
  const cases = [...opCases, ...more].filter((each) => each.node.op === op && isTrained(each));
  describe.each(cases)("$name", (opCase) => {
    const args = makeArguments(opCase);
    const expectedValue = byLoops(opCase, args);
    const cotangent = seededArray(77, expectedValue.shape);

    test("values of plain loops, gradients of finite differences and of tfjs", async () => {
      const { value, gradients } = await runCase(opCase, args, cotangent);
      expect(value.shape).toEqual(expectedValue.shape);
      expect(relativeError(value.data, expectedValue.data)).toBeLessThan(tolerance);
      const places = differentiable(opCase);
      const byTfjs = tf.tidy(() => gradientsOf(opCase, toTensors(args), toTensor(cotangent), places));
      for (const [i, place] of places.entries()) {
        const { shape, data } = gradients[place]!;
        expect(shape, `argument ${place}`).toEqual(args[place]!.shape);
        expect(relativeError(data, byTfjs[i]!.dataSync()), `argument ${place}, tfjs`).toBeLessThan(tolerance);
        const elements = someElements(data.length);
        const expected = elements.map((element) => difference(opCase, args, place, element, cotangent));
        // Relative to the largest gradient of all, not only of those that are looked at.
        const largest = data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
        const actual = elements.map((element) => data[element]!);
        expect(relativeError([...actual, largest], [...expected, largest]), `argument ${place}`).toBeLessThan(
          tolerance,
        );
      }
      tf.dispose(byTfjs);
    });

    test("no gradient of an input that is not wanted", async () => {
      const { gradients } = await runCase(opCase, args, cotangent, false);
      expect(gradients.slice(0, opCase.inputs.length)).toEqual(opCase.inputs.map(() => undefined));
    });
  });
}

interface CaseResult {
  readonly value: NumberArray;
  /** Of each argument: inputs, then parameters; undefined of those that have none. */
  readonly gradients: readonly (NumberArray | undefined)[];
}

async function runCase(
  opCase: OpCase,
  args: readonly NumberArray[],
  cotangent: NumberArray,
  isWanted = true,
): Promise<CaseResult> {
  const { node, inputs, altitude, altitudeAfter, parameters } = opCase;
  const names = Object.keys(parameters);
  const alwaysVolume = node.op === "conv3d" || node.op === "resizeAltitude";
  const inputCells = alwaysVolume || altitude > 1 ? altitude : undefined;
  const valueCells = alwaysVolume || node.op === "lift" || altitudeAfter > 1 ? altitudeAfter : undefined;
  const found = await runTrainingRule(
    { ...node, name: "node", inputs: inputs.map((_, i) => i) } as GraphNode,
    args.slice(0, inputs.length).map((each) => toOnnx(each, inputCells)),
    Object.fromEntries(names.map((name, i) => [name, args[inputs.length + i]!])),
    toOnnx(cotangent, valueCells),
    inputs.map(() => isWanted),
  );
  return {
    value: fromOnnx(found.value),
    gradients: [
      ...found.ofInputs.map((each) => (each === undefined ? undefined : fromOnnx(each))),
      ...names.map((name) => found.ofParameters[name]),
    ],
  };
}
