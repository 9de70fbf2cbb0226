import type { Conv2dNode, Conv3dNode, DenseLayer, GraphNode, GraphOutputs, NetworkGraph } from "./types.ts";

/** A value of a graph that is being described: the place among the nodes of the one that makes it. */
export type ValueIndex = number;

/** Writes a graph down node by node. */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #names = new Set<string>();

  input(channels: number): ValueIndex {
    return this.#add({ op: "input", name: "input", inputs: [], channels });
  }

  /** Convolution with a bias. */
  conv(name: string, input: ValueIndex, filters: number, kernel: Conv2dNode["kernel"]): ValueIndex {
    return this.#add({ op: "conv2d", name, inputs: [input], filters, kernel, bias: true });
  }

  /** Convolution, batch normalisation, ReLU. */
  convBatchNorm(name: string, input: ValueIndex, filters: number, kernel: Conv2dNode["kernel"]): ValueIndex {
    const conv = this.#add({ op: "conv2d", name, inputs: [input], filters, kernel, bias: false });
    return this.#batchNorm(name, conv);
  }

  /** Convolution with a bias, ReLU. */
  convRelu(name: string, input: ValueIndex, filters: number, kernel: Conv2dNode["kernel"]): ValueIndex {
    return this.#add({ op: "relu", name: `${name}_relu`, inputs: [this.conv(name, input, filters, kernel)] });
  }

  convTransposeBatchNorm(name: string, input: ValueIndex, filters: number): ValueIndex {
    return this.#batchNorm(name, this.#add({ op: "convTranspose2d", name, inputs: [input], filters }));
  }

  conv3dBatchNorm(name: string, input: ValueIndex, filters: number, kernel: Conv3dNode["kernel"]): ValueIndex {
    const conv = this.#add({ op: "conv3d", name, inputs: [input], filters, kernel, bias: false });
    return this.#batchNorm(name, conv);
  }

  maxPool(name: string, input: ValueIndex): ValueIndex {
    return this.#add({ op: "maxPool2d", name, inputs: [input] });
  }

  /** `input` with as many rows and columns as `like`. */
  resizeLike(name: string, input: ValueIndex, like: ValueIndex): ValueIndex {
    return this.#add({ op: "resizeLike", name, inputs: [input, like] });
  }

  fitLike(name: string, input: ValueIndex, like: ValueIndex): ValueIndex {
    return this.#add({ op: "fitLike", name, inputs: [input, like] });
  }

  concat(name: string, ...inputs: readonly ValueIndex[]): ValueIndex {
    return this.#add({ op: "concat", name, inputs });
  }

  lift(name: string, input: ValueIndex, cells: number): ValueIndex {
    return this.#add({ op: "lift", name, inputs: [input], cells });
  }

  resizeAltitude(name: string, input: ValueIndex, cells: number): ValueIndex {
    return this.#add({ op: "resizeAltitude", name, inputs: [input], cells });
  }

  /** The whole graph; the value that was made last is the features. */
  build(head: readonly DenseLayer[], outputs: GraphOutputs): NetworkGraph {
    return { nodes: this.#nodes, head, outputs };
  }

  #batchNorm(name: string, input: ValueIndex): ValueIndex {
    return this.#add({ op: "batchNormRelu", name: `${name}_bn`, inputs: [input] });
  }

  #add(node: GraphNode): ValueIndex {
    if (this.#names.has(node.name)) throw new Error(`two nodes are called ${node.name}`);
    this.#names.add(node.name);
    return this.#nodes.push(node) - 1;
  }
}
