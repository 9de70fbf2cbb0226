import type { Placed } from "./parameter-layout.ts";

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
