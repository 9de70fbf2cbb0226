import type { GraphNode } from "../../graph/types.ts";
import type { Folding } from "../_folding.ts";
import type { WeightValues } from "../_weights.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../onnx-graph-builder.ts";

/** What a rule needs besides the node and its inputs. */
export interface RuleContext {
  /** Where the nodes go. */
  readonly onnx: OnnxGraphBuilder;
  /** All of them were checked: those of a node exist, and have their length. */
  readonly weights: WeightValues;
  readonly shapeOf: (parameter: string) => readonly number[];
  readonly folding: Folding;
  /** Names of the nodes whose values are volumes. */
  readonly volumes: ReadonlySet<string>;
}

/**
 * Writes a node of a network as nodes of ONNX.
 * @param inputs values of its inputs: images are [B, C, H, W], volumes [B, C, A, H, W]
 * @returns its value; in ONNX it has the name of the node
 */
export type Rule<Op extends GraphNode["op"]> = (
  node: Extract<GraphNode, { readonly op: Op }>,
  inputs: readonly OnnxValue[],
  context: RuleContext,
) => OnnxValue;
