import { ModelError } from "../../errors.ts";
import type { GraphNode } from "../../graph/types.ts";
import type { OnnxValue } from "../onnx-graph-builder.ts";
import { batchNormRelu } from "./batch-norm-relu.ts";
import { concat } from "./concat.ts";
import { conv2d } from "./conv-2d.ts";
import { conv3d } from "./conv-3d.ts";
import { convTranspose2d } from "./conv-transpose-2d.ts";
import { fitLike } from "./fit-like.ts";
import { lift } from "./lift.ts";
import { maxPool2d } from "./max-pool-2d.ts";
import { relu } from "./relu.ts";
import { resizeAltitude } from "./resize-altitude.ts";
import { resizeLike } from "./resize-like.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** The rule of each operation that has one; the input is no node in ONNX. */
const rules: { readonly [Op in GraphNode["op"]]?: Rule<Op> } = {
  batchNormRelu,
  concat,
  conv2d,
  conv3d,
  convTranspose2d,
  fitLike,
  lift,
  maxPool2d,
  relu,
  resizeAltitude,
  resizeLike,
};

/** Writes a node by the rule of its operation. @throws ModelError MODEL_ONNX when it has none */
export function applyRule(node: GraphNode, inputs: readonly OnnxValue[], context: RuleContext): OnnxValue {
  const { op, name } = node;
  // The table pairs them, which TypeScript cannot follow.
  const rule = rules[op] as Rule<GraphNode["op"]> | undefined;
  if (rule !== undefined) return rule(node, inputs, context);
  const known = Object.keys(rules).join(", ");
  throw new ModelError("MODEL_ONNX", `there is no ONNX rule for ${op}: there are rules for ${known}`, { layer: name });
}
