/**
 * A network, described once: a list of nodes, each of which makes one value of values that come before it. What runs in
 * tfjs, what is written as ONNX and the tables of parameters are all made from this.
 *
 * Values are images [B, H, W, C] or, in networks that know altitude, volumes [B, A, H, W, C]. Nothing in a graph depends
 * on the size of the image: it is known when the graph runs.
 */
export interface NetworkGraph {
  /** In an order in which every value exists before it is used; the last one makes the features. */
  readonly nodes: readonly GraphNode[];
  /** From the features of a pixel (or voxel) to its outputs: layers that know nothing of neighbours. */
  readonly head: readonly DenseLayer[];
  readonly outputs: GraphOutputs;
}

/** What the head gives: C * K values of a pixel (class by class), or C values of each of the K voxels above it. */
export interface GraphOutputs {
  readonly classes: number;
  readonly bins: number;
  readonly of: "pixel" | "voxel";
}

interface Node<Op extends string> {
  readonly op: Op;
  /** Unique; with parameters they are called `<name>/kernel` and so on. */
  readonly name: string;
  /** Places in `nodes` of the values that it takes. */
  readonly inputs: readonly number[];
}

/** The image: [B, H, W, channels]. */
export interface InputNode extends Node<"input"> {
  readonly channels: number;
}

/** Convolution of an image, stride 1, zeros beyond the border. Parameters: kernel [k, k, in, filters], bias [filters]. */
export interface Conv2dNode extends Node<"conv2d"> {
  readonly filters: number;
  readonly kernel: 1 | 3;
  readonly bias: boolean;
}

/** Convolution of a volume, stride 1, zeros beyond. Parameters: kernel [a, h, w, in, filters], bias [filters]. */
export interface Conv3dNode extends Node<"conv3d"> {
  readonly filters: number;
  /** Cells of altitude, rows, columns. */
  readonly kernel: readonly [altitude: 1 | 3, rows: 1 | 3, columns: 1 | 3];
  readonly bias: boolean;
}

/**
 * Transposed convolution of an image, 3 x 3 with stride 2: pixel (r, c) adds to rows 2 r to 2 r + 2, and to columns
 * likewise; what falls beyond twice the size is left out. Parameters: kernel [3, 3, filters, in]. It has no bias, since
 * batch normalisation follows.
 */
export interface ConvTranspose2dNode extends Node<"convTranspose2d"> {
  readonly filters: number;
}

/** Batch normalisation, then ReLU. Parameters: gamma, beta, moving_mean, moving_variance, each [channels]. */
export interface BatchNormReluNode extends Node<"batchNormRelu"> {}

export interface ReluNode extends Node<"relu"> {}

/** The greatest of each 2 x 2 pixels; an odd last row or column is left out. */
export interface MaxPool2dNode extends Node<"maxPool2d"> {}

/** Bilinear interpolation of rows and columns to the size of the second input, corners aligned; of images and volumes. */
export interface ResizeLikeNode extends Node<"resizeLike"> {}

/** The first input with the size of the second one: rows and columns are cut off, or zeros added, at the end. */
export interface FitLikeNode extends Node<"fitLike"> {}

/** Channels of all inputs, one after another. */
export interface ConcatNode extends Node<"concat"> {}

/** An image, repeated in each of the cells, plus a bias of each cell. Parameters: bias [cells, channels]. */
export interface LiftNode extends Node<"lift"> {
  readonly cells: number;
}

/** Linear interpolation along altitude to another number of cells, ends aligned. */
export interface ResizeAltitudeNode extends Node<"resizeAltitude"> {
  readonly cells: number;
}

export type GraphNode =
  | InputNode
  | Conv2dNode
  | Conv3dNode
  | ConvTranspose2dNode
  | BatchNormReluNode
  | ReluNode
  | MaxPool2dNode
  | ResizeLikeNode
  | FitLikeNode
  | ConcatNode
  | LiftNode
  | ResizeAltitudeNode;

/** A matrix product with the last axis, a bias, and ReLU if it is told so. Parameters: kernel [in, units], bias [units]. */
export interface DenseLayer {
  readonly name: string;
  readonly units: number;
  readonly relu: boolean;
}

/** Shape of a value without the batch: cells of altitude (1 of an image), rows, columns, channels. */
export interface ValueShape {
  readonly altitude: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
