import type { ImageSize } from "../../graph/shapes.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../onnx-graph-builder.ts";

/** What the penalty is computed of. */
export interface SmoothnessInputs {
  /** The dense output [B, Q, H, W]. */
  readonly dense: OnnxValue;
  /** Q */
  readonly channels: number;
  /** [B, C, H, W] */
  readonly images: OnnxValue;
  readonly radianceChannels: readonly number[];
  /** H and W, at least 3. */
  readonly size: ImageSize;
}

/** The penalty before its division, scalars, and the gradient of its numerator by the dense output. */
export interface SmoothnessNodes {
  readonly numerator: OnnxValue;
  readonly denominator: OnnxValue;
  readonly gradient: OnnxValue;
}

/**
 * The smoothness penalty, as `smoothness` has it: the numerator is a sum over images and channels of the mean over pixels of
 * |dx o| exp(-m_x), and of that of |dy o| exp(-m_y). By what lies one pixel further it has the gradient
 * sign(dx o) exp(-m_x) / pixels, by what lies one pixel before minus that; sign(0) is 0.
 */
export function writeSmoothness(inputs: SmoothnessInputs, onnx: OnnxGraphBuilder): SmoothnessNodes {
  const chosen = onnx.integers("smoothness/radiance_channels", inputs.radianceChannels);
  const radiances = onnx.node("Gather", "smoothness/radiances", [inputs.images, chosen], { axis: 1 });
  const alongColumns = alongAxis("smoothness/x", 3, inputs, radiances, onnx);
  const alongRows = alongAxis("smoothness/y", 2, inputs, radiances, onnx);
  const batch = onnx.node("Shape", "smoothness/batch", [inputs.images], { start: 0, end: 1 });
  const count = onnx.node("Mul", "smoothness/count", [batch, onnx.integers("smoothness/channels", [inputs.channels])]);
  // 1: float32
  const counts = onnx.node("Cast", "smoothness/counts", [count], { to: 1 });
  return {
    numerator: onnx.node("Add", "smoothness_numerator", [alongColumns.sum, alongRows.sum]),
    denominator: onnx.node("Squeeze", "smoothness_denominator", [counts]),
    gradient: onnx.node("Add", "smoothness/gradient", [alongColumns.gradient, alongRows.gradient]),
  };
}

/** The part of one axis. */
function alongAxis(
  name: string,
  axis: 2 | 3,
  { dense, size }: SmoothnessInputs,
  radiances: OnnxValue,
  onnx: OnnxGraphBuilder,
): { sum: OnnxValue; gradient: OnnxValue } {
  const magnitudes = onnx.node("Abs", `${name}/magnitudes`, [
    centralDifference(`${name}/image`, radiances, axis, onnx),
  ]);
  const means = onnx.node("ReduceMean", `${name}/means`, [magnitudes], { axes: [1], keepdims: 1 });
  const exponents = onnx.node("Neg", `${name}/exponents`, [means]);
  const closeness = onnx.node("Exp", `${name}/closeness`, [exponents]);
  const pixels = size[3 - axis]! * (size[axis - 2]! - 2);
  const share = onnx.floats(`${name}/share`, [], Float32Array.of(1 / pixels));
  const shares = onnx.node("Mul", `${name}/shares`, [closeness, share]);
  const differences = centralDifference(`${name}/output`, dense, axis, onnx);
  const changes = onnx.node("Mul", `${name}/changes`, [onnx.node("Abs", `${name}/sizes`, [differences]), shares]);
  const slopes = onnx.node("Mul", `${name}/slopes`, [signsOf(`${name}/signs`, differences, onnx), shares]);
  const further = padded(`${name}/further`, slopes, axis, [2, 0], onnx);
  const before = padded(`${name}/before`, slopes, axis, [0, 2], onnx);
  return {
    sum: total(`${name}/sum`, changes, onnx),
    gradient: onnx.node("Sub", `${name}/gradient`, [further, before]),
  };
}

/** -1, 0 or 1. ONNX's Sign is not among the operators of the WebGPU provider. */
function signsOf(name: string, values: OnnxValue, onnx: OnnxGraphBuilder): OnnxValue {
  const zero = onnx.floats(`${name}/zero`, [], new Float32Array(1));
  const isTrue = (operator: "Greater" | "Less"): OnnxValue => {
    const part = `${name}/${operator.toLowerCase()}`;
    // TensorProto.DataType: 1 is float32.
    return onnx.node("Cast", part, [onnx.node(operator, `${part}_than_zero`, [values, zero])], { to: 1 });
  };
  return onnx.node("Sub", name, [isTrue("Greater"), isTrue("Less")]);
}

/** x[i + 1] - x[i - 1] along an axis, which gets shorter by 2. */
function centralDifference(name: string, x: OnnxValue, axis: 2 | 3, onnx: OnnxGraphBuilder): OnnxValue {
  const part = (which: string, start: number, end: number): OnnxValue => {
    const limits = [[start], [end], [axis]].map((values, i) => onnx.integers(`${name}/${which}_${i}`, values));
    return onnx.node("Slice", `${name}/${which}`, [x, ...limits]);
  };
  // As far as there are any.
  const end = 2 ** 31 - 1;
  return onnx.node("Sub", `${name}/differences`, [part("further", 2, end), part("before", 0, -2)]);
}

/** Zeros before and after the values along an axis. */
function padded(
  name: string,
  values: OnnxValue,
  axis: 2 | 3,
  [before, after]: readonly [number, number],
  onnx: OnnxGraphBuilder,
): OnnxValue {
  const pads = new Array<number>(8).fill(0);
  pads[axis] = before;
  pads[axis + 4] = after;
  return onnx.node("Pad", name, [values, onnx.integers(`${name}/pads`, pads)]);
}

/** The sum [] of [B, Q, H, W], one axis at a time, since sums of sums round less. */
function total(name: string, values: OnnxValue, onnx: OnnxGraphBuilder): OnnxValue {
  const ofRows = onnx.node("ReduceSum", `${name}/of_rows`, [values, onnx.integers(`${name}/column_axis`, [3])]);
  const ofPlanes = onnx.node("ReduceSum", `${name}/of_planes`, [ofRows, onnx.integers(`${name}/row_axis`, [2])]);
  return onnx.node("ReduceSum", name, [ofPlanes], { keepdims: 0 });
}
