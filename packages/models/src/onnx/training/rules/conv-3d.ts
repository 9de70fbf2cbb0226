import { sizeOf } from "../../../graph/parameters.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";
import { swappedAxes, turnedByHalf } from "./_filters.ts";
import type { NodeShapes, TrainingRule } from "./rule.ts";

/**
 * y = K * x + bias. dL/dx is the convolution of dL/dy with the kernel turned round on all axes and its channels swapped; of
 * each tap of the kernel it is the matrix product of the volume, shifted by the tap, and dL/dy, over all voxels.
 */
export const conv3d: TrainingRule<"conv3d"> = (node, [volume], shapes, context) => {
  const { name, kernel: lengths, bias } = node;
  const { onnx, parameter, shapeOf } = context;
  const border = lengths.map((length) => (length - 1) / 2);
  const attributes = { kernel_shape: lengths, pads: [...border, ...border] };
  const kernel = parameter(`${name}/kernel`);
  const kernelShape = shapeOf(`${name}/kernel`);
  const filters = swappedAxes(kernel, kernelShape, `${name}/filters`, onnx);
  const biases = bias ? parameter(`${name}/bias`) : undefined;
  return {
    value: onnx.node("Conv", name, [volume, filters, biases], attributes),
    backward: (gradient, [isWanted], back) => {
      const prefix = `${back.prefix}/${name}`;
      if (bias) {
        const axes = onnx.integers(`${prefix}/bias_axes`, [0, 2, 3, 4]);
        const sums = onnx.node("ReduceSum", `${prefix}/bias`, [gradient, axes], { keepdims: 0 });
        back.addGradient(`${name}/bias`, sums);
      }
      back.addGradient(`${name}/kernel`, kernelGradient(prefix, volume!, gradient, lengths, shapes, onnx));
      if (!isWanted) return [undefined];
      const turned = turnedByHalf(kernel, kernelShape, `${prefix}/filters`, onnx);
      return [onnx.node("Conv", `${prefix}/input`, [gradient, turned], attributes)];
    },
  };
};

/** [a, h, w, in, out] of the kernel: tap by tap, since one product of all taps would need them all side by side in memory. */
function kernelGradient(
  prefix: string,
  volume: OnnxValue,
  gradient: OnnxValue,
  lengths: readonly number[],
  { value: { altitude, height, width, channels: filters }, inputs }: NodeShapes,
  onnx: OnnxGraphBuilder,
): OnnxValue {
  const { channels } = inputs[0]!;
  const voxels = altitude * height * width;
  // [B, out, N] and [B, N, out]
  const rowsShape = onnx.integers(`${prefix}/rows_shape`, [0, filters, voxels]);
  const rows = onnx.node("Reshape", `${prefix}/rows`, [gradient, rowsShape]);
  const columns = onnx.node("Transpose", `${prefix}/columns`, [rows], { perm: [0, 2, 1] });
  const tapShape = onnx.integers(`${prefix}/tap_shape`, [0, channels, voxels]);
  const products = tapOffsets(lengths).map((offset, i) => {
    const tap = `${prefix}/tap_${i}`;
    const flat = onnx.node("Reshape", `${tap}/voxels`, [shifted(tap, volume, offset, onnx), tapShape]);
    return onnx.node("MatMul", `${tap}/product`, [flat, columns]);
  });
  const batches = onnx.node("Concat", `${prefix}/products`, products, { axis: 1 });
  const batchAxis = onnx.integers(`${prefix}/batch_axis`, [0]);
  const sums = onnx.node("ReduceSum", `${prefix}/sums`, [batches, batchAxis], { keepdims: 0 });
  const shape = onnx.integers(`${prefix}/kernel_shape`, [...lengths, channels, filters]);
  return onnx.node("Reshape", `${prefix}/kernel`, [sums, shape]);
}

/** Of each tap in the kernel's order: cells, rows and columns from its middle. */
function tapOffsets(lengths: readonly number[]): readonly (readonly number[])[] {
  const taps = Array.from({ length: sizeOf(lengths) }, (_, i) => i);
  return taps.map((i) => {
    const places = lengths.map((length, axis) => Math.floor(i / sizeOf(lengths.slice(axis + 1))) % length);
    return places.map((place, axis) => place - (lengths[axis]! - 1) / 2);
  });
}

/** What lies `offset` away from each voxel; zeros beyond the borders. */
function shifted(tap: string, volume: OnnxValue, offset: readonly number[], onnx: OnnxGraphBuilder): OnnxValue {
  if (offset.every((each) => each === 0)) return volume;
  // A negative number cuts off.
  const before = offset.map((each) => -each);
  const pads = onnx.integers(`${tap}/pads`, [0, 0, ...before, 0, 0, ...offset]);
  return onnx.node("Pad", `${tap}/shifted`, [volume, pads]);
}
