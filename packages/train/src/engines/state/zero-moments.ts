import type { Parameter } from "@atcs/models";
import type { TrainingState } from "../types.ts";
import { sizeOf } from "./parameter-layout.ts";

/** Adam's moments before the first update. */
export function zeroMoments(parameters: readonly Parameter[]): Pick<TrainingState, "firstMoments" | "secondMoments"> {
  const learned = parameters.filter(({ trainable }) => trainable);
  const zeros = (): Map<string, Float32Array> =>
    new Map(learned.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]));
  return { firstMoments: zeros(), secondMoments: zeros() };
}
