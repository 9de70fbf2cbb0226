import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** A convolution with stride 1 and zeros beyond the border, which keeps the size of the image. */
export interface ConvolutionLayer {
  readonly onnx: OnnxGraphBuilder;
  readonly name: string;
  /** [B, channels, height, width] */
  readonly image: OnnxValue;
  /** [k, k, channels, filters] */
  readonly kernel: OnnxValue;
  readonly bias: OnnxValue | undefined;
  readonly size: 1 | 3;
  readonly channels: number;
  readonly filters: number;
  readonly height: number;
  readonly width: number;
}

/** One way to write it. */
export interface ConvolutionForm {
  /** [B, filters, height, width] */
  readonly value: OnnxValue;
  /** dL/dx of dL/dy: the convolution with the kernel turned by half a turn, its channels swapped. */
  readonly inputGradient: (gradient: OnnxValue, prefix: string) => OnnxValue;
  /** dL/dK of dL/dy, in the shape of the kernel. */
  readonly kernelGradient: (gradient: OnnxValue, prefix: string) => OnnxValue;
}
