// What is tried of each operation: odd and non-square sizes, batches, volumes.

import type { GraphNode, InputNode } from "../../../src/graph/types.ts";
import type { NumberArray } from "./array.ts";
import {
  convolve,
  convolveTransposed,
  cutOrPad,
  join,
  normalize,
  pool,
  rectify,
  repeatUpward,
  resizeColumn,
  resizeImage,
} from "./loops.ts";

/** A node without its place in a graph. */
type Described<N> = N extends GraphNode ? Omit<N, "name" | "inputs"> : never;

export interface OpCase {
  readonly name: string;
  readonly node: Described<Exclude<GraphNode, InputNode>>;
  /** Shapes [B * A, H, W, C]. */
  readonly inputs: readonly (readonly number[])[];
  /** A of the inputs. */
  readonly altitude: number;
  readonly altitudeAfter: number;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly training: boolean;
  readonly loops: (inputs: readonly NumberArray[], parameters: Readonly<Record<string, NumberArray>>) => NumberArray;
}

function opCase(
  name: string,
  node: OpCase["node"],
  inputs: OpCase["inputs"],
  loops: OpCase["loops"],
  rest: Partial<OpCase> = {},
): OpCase {
  const altitude = rest.altitude ?? 1;
  return { name, node, inputs, loops, altitude, altitudeAfter: altitude, parameters: {}, training: false, ...rest };
}

function conv2dCase(kernel: 1 | 3, bias: boolean, [batch, height, width] = [2, 5, 3]): OpCase {
  return opCase(
    `conv2d ${kernel} x ${kernel} of [${batch}, ${height}, ${width}]${bias ? ", with a bias" : ""}`,
    { op: "conv2d", filters: 4, kernel, bias },
    [[batch!, height!, width!, 2]],
    ([x], { kernel: weights, bias: own }) =>
      convolve(x!, { ...weights!, shape: [1, ...weights!.shape] }, bias ? own : undefined, 1),
    { parameters: { kernel: [kernel, kernel, 2, 4], ...(bias ? { bias: [4] } : {}) } },
  );
}

function conv3dCase(
  kernel: readonly [1 | 3, 1 | 3, 1 | 3],
  altitude: number,
  bias = false,
  [batch, height, width] = [2, 3, 4],
): OpCase {
  return opCase(
    `conv3d ${kernel.join(" x ")} of [${batch}, ${altitude}, ${height}, ${width}]${bias ? ", with a bias" : ""}`,
    { op: "conv3d", filters: 3, kernel, bias },
    [[batch! * altitude, height!, width!, 2]],
    ([x], { kernel: weights, bias: own }) => convolve(x!, weights!, own, altitude),
    { altitude, parameters: { kernel: [...kernel, 2, 3], ...(bias ? { bias: [3] } : {}) } },
  );
}

function resizeCase(from: readonly [number, number], to: readonly [number, number]): OpCase {
  return opCase(
    `resizeLike ${from.join(" x ")} to ${to.join(" x ")}`,
    { op: "resizeLike" },
    [
      [2, ...from, 3],
      [2, ...to, 1],
    ],
    ([x]) => resizeImage(x!, to),
  );
}

function fitCase(from: readonly [number, number], to: readonly [number, number]): OpCase {
  return opCase(
    `fitLike ${from.join(" x ")} to ${to.join(" x ")}`,
    { op: "fitLike" },
    [
      [2, ...from, 2],
      [2, ...to, 1],
    ],
    ([x]) => cutOrPad(x!, to),
  );
}

function altitudeCase(from: number, to: number): OpCase {
  return opCase(
    `resizeAltitude ${from} to ${to}`,
    { op: "resizeAltitude", cells: to },
    [[2 * from, 2, 3, 2]],
    ([x]) => resizeColumn(x!, from, to),
    { altitude: from, altitudeAfter: to },
  );
}

const batchNorm = { gamma: [3], beta: [3], moving_mean: [3], moving_variance: [3] };

export const opCases: readonly OpCase[] = [
  conv2dCase(1, false),
  conv2dCase(1, true),
  conv2dCase(3, false),
  conv2dCase(3, true),
  conv2dCase(3, true, [1, 1, 1]),
  conv2dCase(3, false, [3, 1, 6]),
  conv2dCase(1, false, [1, 1, 1]),
  conv3dCase([3, 3, 3], 4),
  conv3dCase([3, 3, 3], 1, true),
  conv3dCase([1, 3, 3], 3),
  conv3dCase([3, 1, 1], 5),
  conv3dCase([3, 3, 3], 1, true, [1, 1, 1]),
  ...[[2, 3, 4, 2] as const, [1, 1, 1, 3] as const].map((shape) =>
    opCase(
      `convTranspose2d of [${shape.join(", ")}]`,
      { op: "convTranspose2d", filters: 3 },
      [shape],
      ([x], { kernel }) => convolveTransposed(x!, kernel!),
      { parameters: { kernel: [3, 3, 3, shape[3]] } },
    ),
  ),
  opCase(
    "batchNormRelu in training",
    { op: "batchNormRelu" },
    [[2, 3, 5, 3]],
    ([x], { gamma, beta }) => normalize(x!, gamma!, beta!),
    { parameters: batchNorm, training: true },
  ),
  opCase(
    "batchNormRelu of a volume in training",
    { op: "batchNormRelu" },
    [[4, 3, 2, 3]],
    ([x], { gamma, beta }) => normalize(x!, gamma!, beta!),
    { altitude: 2, parameters: batchNorm, training: true },
  ),
  opCase(
    "batchNormRelu of single pixels in training",
    { op: "batchNormRelu" },
    [[4, 1, 1, 3]],
    ([x], { gamma, beta }) => normalize(x!, gamma!, beta!),
    { parameters: batchNorm, training: true },
  ),
  opCase(
    "batchNormRelu by running statistics",
    { op: "batchNormRelu" },
    [[2, 3, 5, 3]],
    ([x], { gamma, beta, moving_mean, moving_variance }) =>
      normalize(x!, gamma!, beta!, { mean: moving_mean!.data, variance: moving_variance!.data }),
    { parameters: batchNorm },
  ),
  opCase("relu", { op: "relu" }, [[2, 3, 4, 2]], ([x]) => rectify(x!)),
  opCase("maxPool2d of odd sizes", { op: "maxPool2d" }, [[2, 5, 7, 3]], ([x]) => pool(x!)),
  opCase("maxPool2d of even sizes", { op: "maxPool2d" }, [[1, 4, 2, 2]], ([x]) => pool(x!)),
  opCase("maxPool2d to a pixel", { op: "maxPool2d" }, [[2, 3, 2, 1]], ([x]) => pool(x!)),
  resizeCase([3, 4], [7, 8]),
  resizeCase([1, 2], [3, 5]),
  resizeCase([1, 1], [2, 3]),
  resizeCase([4, 3], [4, 6]),
  resizeCase([2, 5], [5, 5]),
  resizeCase([3, 3], [3, 3]),
  opCase(
    "resizeLike of a volume",
    { op: "resizeLike" },
    [
      [4, 3, 2, 2],
      [4, 5, 4, 1],
    ],
    ([x]) => resizeImage(x!, [5, 4]),
    { altitude: 2 },
  ),
  fitCase([4, 6], [3, 5]),
  fitCase([4, 6], [5, 7]),
  fitCase([4, 6], [3, 7]),
  fitCase([4, 6], [4, 6]),
  opCase(
    "concat",
    { op: "concat" },
    [
      [2, 3, 2, 3],
      [2, 3, 2, 1],
    ],
    (inputs) => join(inputs),
  ),
  opCase(
    "concat of volumes",
    { op: "concat" },
    [
      [6, 2, 3, 1],
      [6, 2, 3, 2],
      [6, 2, 3, 1],
    ],
    (inputs) => join(inputs),
    { altitude: 3 },
  ),
  ...[3, 1].map((cells) =>
    opCase(
      `lift to ${cells} cells`,
      { op: "lift", cells },
      [[2, 3, 2, 2]],
      ([x], { bias }) => repeatUpward(x!, bias!),
      { altitudeAfter: cells, parameters: { bias: [cells, 2] } },
    ),
  ),
  altitudeCase(2, 5),
  altitudeCase(1, 4),
  altitudeCase(8, 5),
  altitudeCase(3, 3),
];
