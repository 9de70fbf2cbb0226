import { checkChoice, checkOptions } from "../_check.ts";
import { checkImageSize, type ImageSize, valueShapes } from "../graph/shapes.ts";
import type { NetworkGraph } from "../graph/types.ts";

/** What an ONNX file is to take and to give. */
export interface OnnxOptions {
  /** Rows and columns of the images that it takes, or any that are large enough for the network. @default "any" */
  readonly size?: ImageSize | "any" | undefined;
  /** What it gives values for: every pixel, or label points, which then are inputs too. @default "dense" */
  readonly output?: "dense" | "labels" | undefined;
  /**
   * True: probabilities instead of logits, by a softmax over the classes of `seg_3d`, a sigmoid of the binary tasks.
   * @default false
   */
  readonly probabilities?: boolean | undefined;
  /** Fold batch normalisation into the convolution before it, or write it as a node of its own. @default "fold" */
  readonly batchNorm?: "fold" | "keep" | undefined;
}

/** With the defaults. */
export type ResolvedOnnxOptions = { readonly [Name in keyof OnnxOptions]-?: Exclude<OnnxOptions[Name], undefined> };

const choices: Readonly<Record<Exclude<keyof OnnxOptions, "size">, readonly unknown[]>> = {
  output: ["dense", "labels"],
  probabilities: [false, true],
  batchNorm: ["fold", "keep"],
};

/** Names of the options. */
export const onnxOptionNames: readonly string[] = ["size", "output", "probabilities", "batchNorm"];

/** @throws TypeError for an option that there is not, or a value that it cannot have; RangeError for a size that cannot be */
export function resolveOnnxOptions(options: OnnxOptions, graph: NetworkGraph): ResolvedOnnxOptions {
  checkOptions("encodeOnnx", options, onnxOptionNames);
  const { size = "any", output = "dense", probabilities = false, batchNorm = "fold" } = options;
  const resolved: ResolvedOnnxOptions = { size, output, probabilities, batchNorm };
  for (const [name, allowed] of Object.entries(choices)) {
    checkChoice(name, resolved[name as keyof typeof choices], allowed);
  }
  if (size !== "any") {
    checkImageSize(size, '"any", or rows and columns, such as [100, 100]');
    valueShapes(graph, size);
  }
  return resolved;
}
