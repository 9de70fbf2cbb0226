// What must hold of every operation on every backend: values as plain loops give them, gradients as finite differences of
// these loops in double precision, and no tensor left behind.

import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Moments } from "../../../src/ops/batch-norm-relu.ts";
import { runNode } from "../../../src/ops/run-node.ts";
import { type NumberArray, relativeError, seededArray } from "./array.ts";
import { type OpCase, opCases } from "./cases.ts";

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

/** Inputs, then parameters. */
function makeArguments({ inputs, parameters }: OpCase): NumberArray[] {
  const arrays = inputs.map((shape, i) => seededArray(i + 1, shape));
  for (const [name, shape] of Object.entries(parameters)) {
    const array = seededArray(name.length, shape);
    // A variance is positive.
    arrays.push(name === "moving_variance" ? { ...array, data: array.data.map((value) => value ** 2 + 0.5) } : array);
  }
  return arrays;
}

function byLoops(opCase: OpCase, args: readonly NumberArray[]): NumberArray {
  const count = opCase.inputs.length;
  const names = Object.keys(opCase.parameters);
  const parameters = Object.fromEntries(names.map((name, i) => [name, args[count + i]!]));
  return opCase.loops(args.slice(0, count), parameters);
}

function run({ node, inputs, altitude, parameters, training }: OpCase, tensors: readonly tf.Tensor[]) {
  const places = inputs.map((_, i) => i);
  const own = new Map(Object.keys(parameters).map((name, i) => [`node/${name}`, tensors[inputs.length + i]!]));
  return runNode(
    { ...node, name: "node", inputs: places },
    places.map((i) => ({ tensor: tensors[i] as tf.Tensor4D, altitude })),
    { parameter: (name) => own.get(name)!, onMoments: training ? (_: string, __: Moments) => {} : undefined },
  );
}

/** Places of the arguments that have a gradient: not those of which only the size matters, nor running statistics. */
function differentiable({ node, inputs, parameters }: OpCase): number[] {
  const used = node.op === "resizeLike" || node.op === "fitLike" ? [0] : inputs.map((_, i) => i);
  const learned = Object.keys(parameters).flatMap((name, i) => (name.startsWith("moving") ? [] : [inputs.length + i]));
  return [...used, ...learned];
}

function gradientsOf(opCase: OpCase, tensors: tf.Tensor[], cotangent: tf.Tensor, places: number[]): tf.Tensor[] {
  const loss = (...varied: tf.Tensor[]) => {
    const all = tensors.map((tensor, i) => varied[places.indexOf(i)] ?? tensor);
    return tf.sum(tf.mul(run(opCase, all).tensor, cotangent));
  };
  return tf.grads(loss)(places.map((i) => tensors[i]!));
}

/** Up to 20, all over the array. */
function someElements(length: number): number[] {
  const count = Math.min(20, length);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count + (i % 3)) % length);
}

/** Derivative, by one element of an argument, of the sum of all results times the cotangent. */
function difference(
  opCase: OpCase,
  args: readonly NumberArray[],
  place: number,
  element: number,
  cotangent: NumberArray,
): number {
  const step = 1e-5;
  const lossAt = (shift: number): number => {
    const { shape, data } = args[place]!;
    const moved = Float64Array.from(data);
    moved[element]! += shift;
    const out = byLoops(opCase, args.with(place, { shape, data: moved }));
    return out.data.reduce((sum, value, i) => sum + value * cotangent.data[i]!, 0);
  };
  return (lossAt(step) - lossAt(-step)) / (2 * step);
}

function toTensor({ data, shape }: NumberArray): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}

function toTensors(arrays: readonly NumberArray[]): tf.Tensor[] {
  return arrays.map(toTensor);
}
