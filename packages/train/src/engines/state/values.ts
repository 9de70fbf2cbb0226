import type { Parameter } from "@atcs/models";
import type { TrainingState } from "../types.ts";
import { type Placed, sizeOf } from "./parameter-layout.ts";

/** Copy values by name to their places in a flat array. */
export function fillFlat(
  flat: Float32Array,
  places: readonly Placed[],
  values: ReadonlyMap<string, Float32Array>,
): void {
  for (const { parameter, offset } of places) flat.set(values.get(parameter.name)!, offset);
}

/** The values of one parameter, copied. */
export function valuesAt(flat: Float32Array, { offset, length }: Placed): Float32Array<ArrayBuffer> {
  return new Float32Array(flat.subarray(offset, offset + length));
}

/** All values by name, copied. */
export function namedValues(flat: Float32Array, places: readonly Placed[]): Map<string, Float32Array> {
  return new Map(places.map((each) => [each.parameter.name, valuesAt(flat, each)]));
}

/** The numbers of several arrays, one after another. */
export function joinedValues(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Adam's moments before the first update. */
export function zeroMoments(parameters: readonly Parameter[]): Pick<TrainingState, "firstMoments" | "secondMoments"> {
  const learned = parameters.filter(({ trainable }) => trainable);
  const zeros = (): Map<string, Float32Array> =>
    new Map(learned.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]));
  return { firstMoments: zeros(), secondMoments: zeros() };
}
