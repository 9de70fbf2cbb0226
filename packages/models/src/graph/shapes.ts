import { checkInteger } from "../_check.ts";
import { describeValue } from "../_describe.ts";
import type { GraphNode, NetworkGraph, ValueShape } from "./types.ts";

/** Rows and columns of an image. */
export type ImageSize = readonly [height: number, width: number];

/** @throws TypeError for what is no pair, or a side that is no number; RangeError for a side that cannot be */
export function checkImageSize(size: ImageSize, expected = "rows and columns, such as [100, 100]"): void {
  if (!Array.isArray(size) || size.length !== 2) {
    throw new TypeError(`size is ${describeValue(size)}: expected ${expected}`);
  }
  checkInteger("rows of size", size[0], 1, 65_536);
  checkInteger("columns of size", size[1], 1, 65_536);
}

/**
 * Shape of the value of each node, in their order, for images of this size; the batch is left out.
 * @throws RangeError for a size that is too small to be halved as often as the network does
 */
export function valueShapes(graph: NetworkGraph, size: ImageSize): readonly ValueShape[] {
  const shapes: ValueShape[] = [];
  for (const node of graph.nodes) shapes.push(shapeOf(node, shapes, size));
  return shapes;
}

/** Channels of the value of each node: these alone do not depend on the size of the image. */
export function valueChannels(graph: NetworkGraph): readonly number[] {
  // An image that can be halved as often as any configuration allows.
  return valueShapes(graph, [2 ** 30, 2 ** 30]).map(({ channels }) => channels);
}

function shapeOf(node: GraphNode, shapes: readonly ValueShape[], [height, width]: ImageSize): ValueShape {
  if (node.op === "input") return { altitude: 1, height, width, channels: node.channels };
  const [first, second] = node.inputs.map((input) => shapes[input]!) as [ValueShape, ValueShape];
  switch (node.op) {
    case "conv2d":
    case "conv3d":
      return { ...first, channels: node.filters };
    case "convTranspose2d":
      return { ...first, height: 2 * first.height, width: 2 * first.width, channels: node.filters };
    case "maxPool2d":
      return halved(first, [height, width]);
    case "resizeLike":
    case "fitLike":
      return { ...first, height: second.height, width: second.width };
    case "concat":
      return { ...first, channels: node.inputs.reduce((sum, input) => sum + shapes[input]!.channels, 0) };
    case "lift":
    case "resizeAltitude":
      return { ...first, altitude: node.cells };
    case "batchNormRelu":
    case "relu":
      return first;
  }
}

function halved(shape: ValueShape, size: ImageSize): ValueShape {
  const [height, width] = [shape.height >> 1, shape.width >> 1];
  if (height > 0 && width > 0) return { ...shape, height, width };
  throw new RangeError(
    `an image of ${size[0]} x ${size[1]} pixels is too small for this network: take a larger one, or fewer blocks`,
  );
}
