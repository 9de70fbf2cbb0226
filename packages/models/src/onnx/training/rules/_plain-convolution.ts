import type { OnnxValue } from "../../onnx-graph-builder.ts";
import type { ConvolutionForm, ConvolutionLayer } from "./_convolution-form.ts";
import { swappedAxes, turnedByHalf } from "./_filters.ts";
import { pixelProducts } from "./_pixel-products.ts";

/**
 * As Conv. The gradient of the kernel's tap (r, c) is the product of x, moved by (r, c), and dL/dy over all pixels: rows are
 * moved in x, and columns in dL/dy the other way, so that nine products need four moved images.
 */
export function plainConvolution(layer: ConvolutionLayer): ConvolutionForm {
  const { onnx, name, image, kernel, bias, size, channels, filters, height, width } = layer;
  const border = (size - 1) / 2;
  const attributes = { kernel_shape: [size, size], pads: [border, border, border, border] };
  const shape = [size, size, channels, filters];
  const offsets = size === 1 ? [0] : [-1, 0, 1];
  const swapped = swappedAxes(kernel, shape, `${name}/filters`, onnx);
  return {
    value: onnx.node("Conv", name, [image, swapped, bias], attributes),
    inputGradient: (gradient, prefix) => {
      const turned = turnedByHalf(kernel, shape, `${prefix}/filters`, onnx);
      return onnx.node("Conv", `${prefix}/input`, [gradient, turned], attributes);
    },
    kernelGradient: (gradient, prefix) => {
      const rows = offsets.map((r) => moved(image, -r, 0, `${prefix}/rows_${r}`));
      const columns = offsets.map((c) => moved(gradient, 0, c, `${prefix}/columns_${c}`));
      const products = { left: channels, right: filters, pixels: height * width };
      const taps = pixelProducts(rows, columns, products, `${prefix}/taps`, onnx);
      return onnx.node("Reshape", `${prefix}/kernel_gradient`, [taps, onnx.integers(`${prefix}/kernel_shape`, shape)]);
    },
  };

  /** Down and to the right; zeros come in. */
  function moved(value: OnnxValue, rows: number, columns: number, part: string): OnnxValue {
    if (rows === 0 && columns === 0) return value;
    const pads = onnx.integers(`${part}/pads`, [0, 0, rows, columns, 0, 0, -rows, -columns]);
    return onnx.node("Pad", part, [value, pads]);
  }
}
