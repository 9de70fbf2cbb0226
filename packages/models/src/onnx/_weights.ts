import { describeValue } from "../_describe.ts";
import { ModelError } from "../errors.ts";
import { type Parameter, sizeOf } from "../graph/parameters.ts";

/** Values of parameters by their full names, in host memory. */
export type WeightValues = ReadonlyMap<string, Float32Array>;

/** Protobuf counts bytes in 31 bits; a mebibyte is left for all that is not a weight. */
const largestBytes = 2 ** 31 - 2 ** 20;

/** @throws ModelError MODEL_ONNX for weights that no ONNX file can hold */
export function checkWeightBytes(parameters: readonly Parameter[]): void {
  const bytes = parameters.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  if (bytes <= largestBytes) return;
  throw new ModelError("MODEL_ONNX", `the weights take ${bytes} bytes: an ONNX file holds 2 GiB at most`);
}

/**
 * @throws TypeError for what is no map; ModelError MODEL_WEIGHTS, with the layer, for weights that are missing, too many,
 * of another length or type, or not finite
 */
export function checkWeights(parameters: readonly Parameter[], weights: WeightValues): void {
  if (!(weights instanceof Map)) {
    throw new TypeError(`the weights are ${describeValue(weights)}: expected a Map of Float32Array by name`);
  }
  for (const parameter of parameters) checkWeight(parameter, weights.get(parameter.name));
  if (weights.size === parameters.length) return;
  const names = new Set(parameters.map(({ name }) => name));
  const surplus = [...weights.keys()].find((name) => !names.has(name));
  throw new ModelError("MODEL_WEIGHTS", `the network has no parameter ${describeValue(surplus)}`);
}

function checkWeight({ name, layer, shape }: Parameter, values: unknown): void {
  const wrong = (problem: string): ModelError => new ModelError("MODEL_WEIGHTS", `${name} ${problem}`, { layer });
  if (values === undefined) throw wrong("is missing");
  if (!(values instanceof Float32Array)) throw wrong(`is ${describeValue(values)}: expected a Float32Array`);
  if (values.length !== sizeOf(shape)) {
    throw wrong(`has ${values.length} values: expected ${sizeOf(shape)} of shape [${shape.join(", ")}]`);
  }
  const at = firstNotFinite(values);
  if (at >= 0) throw wrong(`is ${values[at]} at ${at}: expected finite numbers`);
  if (!name.endsWith("/moving_variance")) return;
  const negative = values.findIndex((value) => value < 0);
  if (negative >= 0) throw wrong(`is ${values[negative]} at ${negative}: a variance is not negative`);
}

/** Index of the first value that is not finite, or -1. A loop, since there are millions of weights and a call for each takes long. */
export function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) {
    // Infinity - Infinity is not a number, as is NaN - NaN.
    const value = values[i]!;
    if (value - value !== 0) return i;
  }
  return -1;
}
