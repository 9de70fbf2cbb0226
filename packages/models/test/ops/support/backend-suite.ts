// What must hold of every operation on every backend: values as plain loops give them, gradients as finite differences of
// these loops in double precision, and no tensor left behind.

import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { relativeError, seededArray } from "./array.ts";
import { opCases } from "./cases.ts";
import {
  byLoops,
  difference,
  differentiable,
  gradientsOf,
  makeArguments,
  run,
  someElements,
  toTensor,
  toTensors,
} from "./differentiation.ts";

/** Call in a `describe` whose backend is already the current one. */
export function testOperations(tolerance: number): void {
  describe.each(opCases)("$name", (opCase) => {
    const args = makeArguments(opCase);

    it("has the values of plain loops", async () => {
      const expected = byLoops(opCase, args);
      const { tensor, altitude } = tf.tidy(() => ({ ...run(opCase, toTensors(args)) }));
      expect(tensor.shape).toEqual(expected.shape);
      expect(altitude).toBe(opCase.altitudeAfter);
      expect(relativeError(await tensor.data(), expected.data)).toBeLessThan(tolerance);
      tensor.dispose();
    });

    it("has the gradients of finite differences", async () => {
      const cotangent = seededArray(77, byLoops(opCase, args).shape);
      const places = differentiable(opCase);
      const gradients = tf.tidy(() => gradientsOf(opCase, toTensors(args), toTensor(cotangent), places));
      for (const [i, place] of places.entries()) {
        const gradient = await gradients[i]!.data<"float32">();
        expect(gradients[i]!.shape, `argument ${place}`).toEqual(args[place]!.shape);
        const elements = someElements(gradient.length);
        const expected = elements.map((element) => difference(opCase, args, place, element, cotangent));
        // Relative to the largest gradient of all, not only of those that are looked at.
        const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const actual = elements.map((element) => gradient[element]!);
        expect(relativeError([...actual, largest], [...expected, largest]), `argument ${place}`).toBeLessThan(
          tolerance,
        );
      }
      tf.dispose(gradients);
    });

    it("leaves no tensor behind", () => {
      const before = { ...tf.memory() };
      tf.tidy(() => {
        const tensors = toTensors(args);
        const { tensor } = run(opCase, tensors);
        gradientsOf(opCase, tensors, tensor, differentiable(opCase));
      });
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    });
  });
}
