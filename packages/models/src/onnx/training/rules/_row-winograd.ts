import type { OnnxValue } from "../../onnx-graph-builder.ts";
import type { ConvolutionForm, ConvolutionLayer } from "./_convolution-form.ts";
import { transformedKernel, turnedKernel } from "./_winograd-kernels.ts";
import { A, B, G, transposed, writeMatrix } from "./_winograd-matrices.ts";

/**
 * Whether it is faster than Conv: the transformations of an image must be little work beside its products, and those of the
 * kernel little beside those of the image.
 */
export function rowWinogradPays({ size, bias, channels, filters, height, width }: ConvolutionLayer): boolean {
  const isDeep = channels * filters >= 32 * (channels + filters);
  return size === 3 && bias === undefined && isDeep && height * width >= 600;
}

/**
 * Winograd's minimal filtering F(4, 3) (Winograd 1980; Lavin and Gray 2016) along the rows of an image: four rows of the
 * result come of six of the image by six products instead of twelve, y = A ((G k) (B x)), each of which is a convolution
 * along the columns. So a convolution of 3 x 3 takes half the multiplications, and so do its gradients:
 * dL/dk = G' ((B x) (A' dL/dy)). The layer has a kernel of 3 x 3 and no bias.
 */
export function rowWinograd(layer: ConvolutionLayer): ConvolutionForm {
  const { onnx, name, image, channels, filters, height, width } = layer;
  const tiles = Math.ceil(height / 4);
  const missingRows = 4 * tiles - height;
  const pixels = tiles * width;
  // Images that are small beside the kernel are put into one matrix, of which there is one product.
  const isJoined = pixels < Math.max(channels, filters);
  const imageParts = rowParts(image, channels, `${name}/parts`);
  return {
    value: convolve(imageParts, channels, filters, transformedKernel(layer, `${name}/filters`), name, `${name}/parts`),
    inputGradient: (gradient, prefix) => {
      const parts = rowParts(gradient, filters, `${prefix}/parts`);
      const turned = turnedKernel(layer, `${prefix}/filters`);
      return convolve(parts, filters, channels, turned, `${prefix}/input`, `${prefix}/parts`);
    },
    kernelGradient,
  };

  function convolve(
    parts: OnnxValue,
    from: number,
    to: number,
    kernels: OnnxValue,
    result: string,
    prefix: string,
  ): OnnxValue {
    const rows = reshape(parts, [-1, 6 * from, tiles, width], `${prefix}/rows`);
    const attributes = { group: 6, kernel_shape: [1, 3], pads: [0, 1, 0, 1] };
    const products = onnx.node("Conv", `${prefix}/products`, [rows, kernels], attributes);
    const flat = reshape(products, [-1, 6, to * pixels], `${prefix}/flat_products`);
    const byRow = onnx.node("MatMul", `${prefix}/by_row`, [writeMatrix(A, `${prefix}/A`, onnx), flat]);
    const ofTiles = reshape(byRow, [-1, 4, to * tiles, width], `${prefix}/of_tiles`);
    const inOrder = onnx.node("Transpose", `${prefix}/in_order`, [ofTiles], { perm: [0, 2, 1, 3] });
    const whole = missingRows === 0 ? result : `${prefix}/whole`;
    const filled = reshape(inOrder, [-1, to, 4 * tiles, width], whole);
    return missingRows === 0 ? filled : withRows(filled, -missingRows, result);
  }

  /** B x of the six rows about each tile: [B, 6, depth, pixels]. */
  function rowParts(value: OnnxValue, depth: number, prefix: string): OnnxValue {
    const images = reshape(value, [-1, 1, height, width], `${prefix}/images`);
    const weights = onnx.floats(`${prefix}/B`, [6, 1, 6, 1], Float32Array.from(B.flat()));
    // One row above the first tile, and one below the last.
    const attributes = { kernel_shape: [6, 1], strides: [4, 1], pads: [1, 0, missingRows + 1, 0] };
    const transformed = onnx.node("Conv", `${prefix}/transformed`, [images, weights], attributes);
    const parts = reshape(transformed, [-1, depth, 6, pixels], `${prefix}/by_channel`);
    return onnx.node("Transpose", `${prefix}/by_part`, [parts], { perm: [0, 2, 1, 3] });
  }

  function kernelGradient(gradient: OnnxValue, prefix: string): OnnxValue {
    const left = matrices(imageParts, channels, `${prefix}/left`);
    const parts = gradientParts(gradient, prefix);
    const taps = [-1, 0, 1].map((column) => tapProduct(left, parts, column, prefix));
    const ofImages = onnx.node("Concat", `${prefix}/taps`, taps, { axis: 2 });
    const sum = isJoined
      ? ofImages
      : onnx.node("ReduceSum", `${prefix}/sum`, [ofImages, onnx.integers(`${prefix}/images`, [0])], { keepdims: 0 });
    return reshape(sum, [3, 3, channels, filters], `${prefix}/kernel_gradient`);
  }

  /** A' dL/dy: [B, 6, filters * tiles, width]. */
  function gradientParts(gradient: OnnxValue, prefix: string): OnnxValue {
    const filled = missingRows === 0 ? gradient : withRows(gradient, missingRows, `${prefix}/filled`);
    const ofTiles = reshape(filled, [-1, filters * tiles, 4, width], `${prefix}/of_tiles`);
    const byRow = onnx.node("Transpose", `${prefix}/by_row`, [ofTiles], { perm: [0, 2, 1, 3] });
    const flat = reshape(byRow, [-1, 4, filters * pixels], `${prefix}/flat_rows`);
    const parts = onnx.node("MatMul", `${prefix}/gradient_parts`, [
      writeMatrix(transposed(A), `${prefix}/A`, onnx),
      flat,
    ]);
    return reshape(parts, [-1, 6, filters * tiles, width], `${prefix}/gradient_rows`);
  }

  /** Of a column of the kernel, [B, 3, 1, channels * filters], joined B is 1: dL/dy is moved the other way. */
  function tapProduct(left: OnnxValue, parts: OnnxValue, column: number, backPrefix: string): OnnxValue {
    const prefix = `${backPrefix}/tap_${column}`;
    const pads = onnx.integers(`${prefix}/pads`, [0, 0, 0, column, 0, 0, 0, -column]);
    const moved = column === 0 ? parts : onnx.node("Pad", `${prefix}/moved`, [parts, pads]);
    const byPart = reshape(moved, [-1, 6, filters, pixels], `${prefix}/by_part`);
    const perm = isJoined ? [0, 2, 1] : [0, 1, 3, 2];
    const right = onnx.node("Transpose", `${prefix}/columns`, [matrices(byPart, filters, `${prefix}/right`)], { perm });
    const product = onnx.node("MatMul", `${prefix}/product`, [left, right]);
    const flat = reshape(product, [-1, 6, channels * filters], `${prefix}/flat`);
    const ofRows = onnx.node("MatMul", `${prefix}/of_rows`, [writeMatrix(transposed(G), `${prefix}/G`, onnx), flat]);
    return reshape(ofRows, [-1, 3, 1, channels * filters], `${prefix}/gradient`);
  }

  /** [B, 6, depth, pixels] as it is, or joined: [6, depth, B * pixels]. */
  function matrices(parts: OnnxValue, depth: number, part: string): OnnxValue {
    if (!isJoined) return parts;
    const side = onnx.node("Transpose", `${part}/side_by_side`, [parts], { perm: [1, 2, 0, 3] });
    return reshape(side, [6, depth, -1], part);
  }

  /** Rows of zeros added at the end, or rows cut off. */
  function withRows(value: OnnxValue, rows: number, part: string): OnnxValue {
    return onnx.node("Pad", part, [value, onnx.integers(`${part}/pads`, [0, 0, 0, 0, 0, 0, rows, 0])]);
  }

  function reshape(value: OnnxValue, shape: readonly number[], part: string): OnnxValue {
    return onnx.node("Reshape", part, [value, onnx.integers(`${part}/shape`, shape)]);
  }
}
