import type { InferenceSession, Tensor } from "onnxruntime-node";
import { putRows, singleImages } from "../host/single-images.ts";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { MicroBatch, OnnxProvider } from "../types.ts";
import { LabelInputs } from "./label-inputs.ts";
import type { OnnxGraphs } from "./onnx-graphs.ts";
import type { OpenGraph } from "./open-graph.ts";

type Output = "labels" | "dense";

/**
 * Label points of as many pixels are computed in one run on the processor. A run of a few hundred pixels takes longer around its
 * kernels than in them; more pixels would need more memory, and are no faster together.
 */
const pixelsTogether = 2 ** 14;

/** A graph that is started, and the weights that each of its runs is given. */
interface Started {
  readonly session: InferenceSession;
  readonly weights: Readonly<Record<string, Tensor>>;
}

/**
 * Runs the graphs of the network with its running statistics, folded into its convolutions: they are made of the weights, and
 * anew when those have changed. Images go one by one where logits would else depend on the batch that an image is in.
 */
export class InferenceRuns {
  readonly #runtime: OnnxRuntime;
  readonly #open: OpenGraph;
  readonly #graphs: OnnxGraphs;
  readonly #isOnProcessor: boolean;
  readonly #weights: () => ReadonlyMap<string, Float32Array>;
  readonly #inputs: LabelInputs;
  readonly #started = new Map<Output, Started>();

  /** @param weights of now */
  constructor(
    runtime: OnnxRuntime,
    provider: OnnxProvider,
    open: OpenGraph,
    graphs: OnnxGraphs,
    weights: () => ReadonlyMap<string, Float32Array>,
  ) {
    this.#runtime = runtime;
    this.#isOnProcessor = provider === "cpu";
    this.#open = open;
    this.#graphs = graphs;
    this.#weights = weights;
    this.#inputs = new LabelInputs(runtime);
  }

  async atLabels(batch: MicroBatch): Promise<Float32Array> {
    const [count, , height, width] = batch.shape;
    // Other providers choose kernels by the size of a batch.
    if (this.#isOnProcessor && count * height * width <= pixelsTogether) return this.#rows(batch);
    const all = new Float32Array(batch.batchIndex.length * this.#outputSize);
    for (const { batch: image, points } of singleImages(batch)) putRows(all, await this.#rows(image), points);
    return all;
  }

  async dense(images: Float32Array, shape: MicroBatch["shape"]): Promise<Float32Array> {
    const [count, channels, height, width] = shape;
    const { Tensor } = this.#runtime;
    const [inputSize, outputSize] = [channels * height * width, this.#outputSize * height * width];
    const { session, weights } = await this.#start("dense");
    const all = new Float32Array(count * outputSize);
    for (let i = 0; i < count; i++) {
      const image = images.subarray(i * inputSize, (i + 1) * inputSize);
      const own = all.subarray(i * outputSize, (i + 1) * outputSize);
      await session.run(
        { ...weights, images: new Tensor("float32", image, [1, channels, height, width]) },
        { logits: new Tensor("float32", own, [1, ...this.#graphs.outputs, height, width]) },
      );
    }
    return all;
  }

  /** The weights have changed. */
  async release(): Promise<void> {
    const all = [...this.#started.values()];
    this.#started.clear();
    for (const { session } of all) await session.release();
  }

  /** In one run. */
  async #rows(batch: MicroBatch): Promise<Float32Array> {
    const points = batch.batchIndex.length;
    const rows = new Float32Array(points * this.#outputSize);
    if (points === 0) return rows;
    const logits = new this.#runtime.Tensor("float32", rows, [points, ...this.#graphs.outputs]);
    const { session, weights } = await this.#start("labels");
    await session.run({ ...weights, ...this.#inputs.points(batch) }, { logits });
    return rows;
  }

  get #outputSize(): number {
    return this.#graphs.outputs.reduce((product, length) => product * length, 1);
  }

  async #start(output: Output): Promise<Started> {
    const known = this.#started.get(output);
    if (known !== undefined) return known;
    // Another provider would take what is given to its own memory in each run.
    const { bytes, fed } = this.#graphs.inference(output, this.#weights(), this.#isOnProcessor);
    const session = await this.#open(bytes, "inference");
    const { Tensor } = this.#runtime;
    const tensors = [...fed].map(([name, { dims, values }]) => [name, new Tensor("float32", values, dims)] as const);
    const made = { session, weights: Object.fromEntries(tensors) };
    this.#started.set(output, made);
    return made;
  }
}
