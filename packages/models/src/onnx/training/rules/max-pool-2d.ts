import type { ValueShape } from "../../../graph/types.ts";
import type { OnnxGraphBuilder, OnnxValue } from "../../onnx-graph-builder.ts";
import type { TrainingRule } from "./rule.ts";

const pool = { kernel_shape: [2, 2], strides: [2, 2] };

/**
 * dL/dx is dL/dy at the greatest of each 2 x 2 pixels: at the first of them, row by row, when several are. ONNX's indices of
 * the greatest would tell, but MaxPool is five times as slow with them, and not every provider of onnxruntime has them.
 */
export const maxPool2d: TrainingRule<"maxPool2d"> = ({ name }, [image], { value: shape, inputs }, { onnx }) => {
  const value = onnx.node("MaxPool", name, [image], pool);
  const from = inputs[0]!;
  const [oddRow, oddColumn] = [from.height - 2 * shape.height, from.width - 2 * shape.width];
  let places: OnnxValue | undefined;
  return {
    value,
    backward: (gradient, [isWanted], back) => {
      if (!isWanted) return [undefined];
      places ??= firstGreatest(name, fit(`${name}/even`, image!, -1), value, shape, onnx);
      const prefix = `${back.prefix}/${name}`;
      const even = onnx.node("Mul", `${prefix}/even`, [places, enlarge(`${prefix}/enlarged`, gradient, onnx)]);
      return [fit(`${prefix}/input`, even, 1)];
    },
  };

  /** Adds (1) or cuts off (-1) the odd last row and column, if there are any. */
  function fit(own: string, of: OnnxValue, sign: 1 | -1): OnnxValue {
    if (oddRow === 0 && oddColumn === 0) return of;
    const pads = onnx.integers(`${own}_pads`, [0, 0, 0, 0, 0, 0, sign * oddRow, sign * oddColumn]);
    return onnx.node("Pad", own, [of, pads]);
  }
};

/** 1 where the first of the greatest of each 2 x 2 pixels is, else 0. */
function firstGreatest(
  name: string,
  image: OnnxValue,
  greatest: OnnxValue,
  shape: ValueShape,
  onnx: OnnxGraphBuilder,
): OnnxValue {
  const isGreatest = equal(`${name}/is_greatest`, image, enlarge(`${name}/greatest`, greatest, onnx), onnx);
  // Each of the greatest gets its rank, of which the greatest is looked for again.
  const ranks = onnx.node("Mul", `${name}/ranks`, [isGreatest, scanRanks(`${name}/scan_ranks`, shape, onnx)]);
  const first = enlarge(`${name}/first_ranks`, onnx.node("MaxPool", `${name}/highest_ranks`, [ranks], pool), onnx);
  return equal(`${name}/places`, ranks, first, onnx);
}

/** Of each 2 x 2 pixels 4 for the first, 3 for its right neighbour, 2 and 1 in the row below. */
function scanRanks(name: string, { height, width }: ValueShape, onnx: OnnxGraphBuilder): OnnxValue {
  const ranks = Float32Array.from({ length: 4 * height * width }, (_, i) => {
    const row = Math.floor(i / (2 * width));
    return 4 - 2 * (row % 2) - (i % 2);
  });
  return onnx.floats(name, [1, 1, 2 * height, 2 * width], ranks);
}

/** 1 or 0. */
function equal(name: string, a: OnnxValue, b: OnnxValue, onnx: OnnxGraphBuilder): OnnxValue {
  // 1: float32
  return onnx.node("Cast", name, [onnx.node("Equal", `${name}/is_equal`, [a, b])], { to: 1 });
}

/** Each pixel as 2 x 2 pixels. */
function enlarge(name: string, image: OnnxValue, onnx: OnnxGraphBuilder): OnnxValue {
  const factors = onnx.floats(`${name}/factors`, [4], Float32Array.of(1, 1, 2, 2));
  const nearest = { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };
  return onnx.node("Resize", name, [image, undefined, factors], nearest);
}
