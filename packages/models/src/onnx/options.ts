import { checkInteger, checkOptions } from "../_check.ts";
import { describeValue } from "../_describe.ts";
import { type ImageSize, valueShapes } from "../graph/shapes.ts";
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

/** @throws TypeError for an option that there is not, or a value that it cannot have; RangeError for a size that cannot be */
export function resolveOnnxOptions(options: OnnxOptions, graph: NetworkGraph): ResolvedOnnxOptions {
  checkOptions("options", options, ["size", ...Object.keys(choices)]);
  const { size = "any", output = "dense", probabilities = false, batchNorm = "fold" } = options;
  const resolved: ResolvedOnnxOptions = { size, output, probabilities, batchNorm };
  for (const [name, allowed] of Object.entries(choices)) {
    const value = resolved[name as keyof typeof choices];
    if (allowed.includes(value)) continue;
    throw new TypeError(`${name} is ${describeValue(value)}: expected ${allowed.map(describeChoice).join(" or ")}`);
  }
  if (size !== "any") checkSize(size, graph);
  return resolved;
}

function checkSize(size: ImageSize, graph: NetworkGraph): void {
  if (!Array.isArray(size) || size.length !== 2) {
    throw new TypeError(`size is ${describeValue(size)}: expected "any", or rows and columns, such as [100, 100]`);
  }
  checkInteger("rows of size", size[0], 1, 65_536);
  checkInteger("columns of size", size[1], 1, 65_536);
  valueShapes(graph, size);
}

function describeChoice(value: unknown): string {
  return JSON.stringify(value);
}
