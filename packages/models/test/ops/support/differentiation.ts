// An operation as plain loops and as tfjs has it, and its gradients by finite differences of the loops and by tfjs.

import * as tf from "@tensorflow/tfjs";
import type { Moments } from "../../../src/ops/batch-norm-relu.ts";
import { runNode } from "../../../src/ops/run-node.ts";
import type { Value } from "../../../src/ops/volume.ts";
import { type NumberArray, seededArray } from "./array.ts";
import type { OpCase } from "./cases.ts";

/** Inputs, then parameters. */
export function makeArguments({ inputs, parameters }: OpCase): NumberArray[] {
  const arrays = inputs.map((shape, i) => seededArray(i + 1, shape));
  for (const [name, shape] of Object.entries(parameters)) {
    const array = seededArray(name.length, shape);
    // A variance is positive.
    arrays.push(name === "moving_variance" ? { ...array, data: array.data.map((value) => value ** 2 + 0.5) } : array);
  }
  return arrays;
}

export function byLoops(opCase: OpCase, args: readonly NumberArray[]): NumberArray {
  const count = opCase.inputs.length;
  const names = Object.keys(opCase.parameters);
  const parameters = Object.fromEntries(names.map((name, i) => [name, args[count + i]!]));
  return opCase.loops(args.slice(0, count), parameters);
}

export function run({ node, inputs, altitude, parameters, training }: OpCase, tensors: readonly tf.Tensor[]): Value {
  const places = inputs.map((_, i) => i);
  const own = new Map(Object.keys(parameters).map((name, i) => [`node/${name}`, tensors[inputs.length + i]!]));
  return runNode(
    { ...node, name: "node", inputs: places },
    places.map((i) => ({ tensor: tensors[i] as tf.Tensor4D, altitude })),
    { parameter: (name) => own.get(name)!, onMoments: training ? (_: string, __: Moments) => {} : undefined },
  );
}

/** Places of the arguments that have a gradient: not those of which only the size matters, nor running statistics. */
export function differentiable({ node, inputs, parameters }: OpCase): number[] {
  const used = node.op === "resizeLike" || node.op === "fitLike" ? [0] : inputs.map((_, i) => i);
  const learned = Object.keys(parameters).flatMap((name, i) => (name.startsWith("moving") ? [] : [inputs.length + i]));
  return [...used, ...learned];
}

export function gradientsOf(opCase: OpCase, tensors: tf.Tensor[], cotangent: tf.Tensor, places: number[]): tf.Tensor[] {
  const loss = (...varied: tf.Tensor[]) => {
    const all = tensors.map((tensor, i) => varied[places.indexOf(i)] ?? tensor);
    return tf.sum(tf.mul(run(opCase, all).tensor, cotangent));
  };
  return tf.grads(loss)(places.map((i) => tensors[i]!));
}

/** Up to 20, all over the array. */
export function someElements(length: number): number[] {
  const count = Math.min(20, length);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count + (i % 3)) % length);
}

/** Derivative, by one element of an argument, of the sum of all results times the cotangent. */
export function difference(
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

export function toTensor({ data, shape }: NumberArray): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}

export function toTensors(arrays: readonly NumberArray[]): tf.Tensor[] {
  return arrays.map(toTensor);
}
