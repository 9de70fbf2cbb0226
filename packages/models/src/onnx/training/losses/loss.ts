import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** What a loss is computed of. */
export interface LossInputs {
  /** As the network gives them at label points: [P, 9, K] of `seg_3d`, [P, K] of `bin_seg_3d`, [P, 1] of `bin_seg_2d`. */
  readonly logits: OnnxValue;
  /** uint8 [P, K] of any task: 0 to 8, 255 unknown. */
  readonly cloudScenario: OnnxValue;
  /** Where the nodes go. */
  readonly onnx: OnnxGraphBuilder;
}

/** A loss before its division, and gradients of its terms by the logits, in their shape. */
export interface LossNodes {
  /** A scalar. */
  readonly numerator: OnnxValue;
  /** A scalar. */
  readonly denominator: OnnxValue;
  readonly numeratorGradient: OnnxValue;
  /** Of a denominator that depends on the logits. */
  readonly denominatorGradient?: OnnxValue;
}
