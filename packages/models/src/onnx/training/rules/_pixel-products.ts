import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";

/** Channels and pixels of the images of which {@link pixelProducts} makes products. */
export interface ProductShape {
  readonly left: number;
  readonly right: number;
  /** Rows times columns. */
  readonly pixels: number;
}

/**
 * The matrix product of each of the `left` images [B, L, H, W] with each of the `right` ones [B, R, H, W], over all pixels of
 * all images: [left images * right images, L, R], the right one running faster.
 *
 * Small images of a batch are put into one matrix first; of large ones that would cost more than to add up what each gives.
 */
export function pixelProducts(
  left: readonly OnnxValue[],
  right: readonly OnnxValue[],
  shape: ProductShape,
  name: string,
  onnx: OnnxGraphBuilder,
): OnnxValue {
  const isLarge = shape.pixels >= 4 * Math.max(shape.left, shape.right);
  const rows = left.map((image, i) => matrix(image, shape.left, `${name}/left_${i}`));
  const columns = right.map((image, i) => {
    const each = matrix(image, shape.right, `${name}/right_${i}`);
    return onnx.node("Transpose", `${name}/columns_${i}`, [each], { perm: isLarge ? [0, 2, 1] : [1, 0] });
  });
  const products = rows.flatMap((row, i) =>
    columns.map((column, k) => onnx.node("MatMul", `${name}/product_${i}_${k}`, [row, column])),
  );
  const stacked = stack(products);
  if (!isLarge) return stacked;
  return onnx.node("ReduceSum", `${name}/sum`, [stacked, onnx.integers(`${name}/images`, [1])], { keepdims: 0 });

  /** [B, channels, pixels], or [channels, B * pixels]. */
  function matrix(image: OnnxValue, channels: number, part: string): OnnxValue {
    const ordered = isLarge ? image : onnx.node("Transpose", `${part}/joined`, [image], { perm: [1, 0, 2, 3] });
    const dims = isLarge ? [-1, channels, shape.pixels] : [channels, -1];
    return onnx.node("Reshape", part, [ordered, onnx.integers(`${part}/shape`, dims)]);
  }

  function stack(values: readonly OnnxValue[]): OnnxValue {
    const axis = onnx.integers(`${name}/stack_axis`, [0]);
    const slices = values.map((value, i) => onnx.node("Unsqueeze", `${name}/slice_${i}`, [value, axis]));
    return slices.length === 1 ? slices[0]! : onnx.node("Concat", `${name}/stacked`, slices, { axis: 0 });
  }
}
