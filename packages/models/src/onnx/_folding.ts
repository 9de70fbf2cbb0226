import { ModelError } from "../errors.ts";
import { epsilon } from "../graph/epsilon.ts";
import type { GraphNode, NetworkGraph } from "../graph/types.ts";
import { firstNotFinite, type WeightValues } from "./_weights.ts";

/** Batch normalisation with running statistics: each channel times a factor, plus a shift. Double precision. */
export interface Affine {
  readonly factor: Float64Array;
  readonly shift: Float64Array;
}

/** Which layers of batch normalisation are made part of the convolution before them. */
export interface Folding {
  /** Name of the layer of batch normalisation that a convolution takes up, by the name of the convolution. */
  readonly takenUp: ReadonlyMap<string, string>;
  /** Names of these layers. */
  readonly layers: ReadonlySet<string>;
}

const convolutions: readonly GraphNode["op"][] = ["conv2d", "conv3d", "convTranspose2d"];

/** Those whose convolution nothing else reads. */
export function foldable({ nodes }: NetworkGraph): Folding {
  const takenUp = new Map<string, string>();
  for (const { op, name, inputs } of nodes) {
    const before = nodes[inputs[0] ?? 0]!;
    const readers = nodes.filter((node) => node.inputs.includes(inputs[0]!)).length;
    if (op === "batchNormRelu" && convolutions.includes(before.op) && readers === 1) takenUp.set(before.name, name);
  }
  return { takenUp, layers: new Set(takenUp.values()) };
}

/** Nothing is folded. */
export const noFolding: Folding = { takenUp: new Map(), layers: new Set() };

/** gamma (x - mean) / sqrt(variance + epsilon) + beta as factor x + shift. */
export function affineOf(layer: string, weights: WeightValues): Affine {
  const own = (kind: string): Float32Array => weights.get(`${layer}/${kind}`)!;
  const [gamma, beta, mean, variance] = [own("gamma"), own("beta"), own("moving_mean"), own("moving_variance")];
  const factor = Float64Array.from(gamma, (value, i) => value / Math.sqrt(variance[i]! + epsilon));
  const shift = Float64Array.from(beta, (value, i) => value - mean[i]! * factor[i]!);
  return { factor, shift };
}

/** @throws ModelError MODEL_WEIGHTS for values that folding made too large for single precision */
export function checkFolded(layer: string, values: Float32Array): void {
  if (firstNotFinite(values) < 0) return;
  const problem = "with batch normalisation folded into it a value is not finite in single precision";
  throw new ModelError("MODEL_WEIGHTS", `${problem}: keep batch normalisation`, { layer });
}
