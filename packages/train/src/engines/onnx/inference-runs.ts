import type { InferenceSession } from "onnxruntime-node";
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

/**
 * Runs the graphs of the network with its running statistics, folded into its convolutions: they hold the weights, and are made
 * anew when those have changed. Images go one by one where logits would else depend on the batch that an image is in.
 */
export class InferenceRuns {
  readonly #runtime: OnnxRuntime;
  readonly #open: OpenGraph;
  readonly #graphs: OnnxGraphs;
  readonly #pixelsTogether: number;
  readonly #weights: () => ReadonlyMap<string, Float32Array>;
  readonly #inputs: LabelInputs;
  readonly #sessions = new Map<Output, InferenceSession>();

  /** @param weights of now */
  constructor(
    runtime: OnnxRuntime,
    provider: OnnxProvider,
    open: OpenGraph,
    graphs: OnnxGraphs,
    weights: () => ReadonlyMap<string, Float32Array>,
  ) {
    this.#runtime = runtime;
    // Other providers choose kernels by the size of a batch.
    this.#pixelsTogether = provider === "cpu" ? pixelsTogether : 0;
    this.#open = open;
    this.#graphs = graphs;
    this.#weights = weights;
    this.#inputs = new LabelInputs(runtime);
  }

  async atLabels(batch: MicroBatch): Promise<Float32Array> {
    const [count, , height, width] = batch.shape;
    if (count * height * width <= this.#pixelsTogether) return this.#rows(batch);
    const all = new Float32Array(batch.batchIndex.length * this.#outputSize);
    for (const { batch: image, points } of singleImages(batch)) putRows(all, await this.#rows(image), points);
    return all;
  }

  async dense(images: Float32Array, shape: MicroBatch["shape"]): Promise<Float32Array> {
    const [count, channels, height, width] = shape;
    const { Tensor } = this.#runtime;
    const [inputSize, outputSize] = [channels * height * width, this.#outputSize * height * width];
    const session = await this.#session("dense");
    const all = new Float32Array(count * outputSize);
    for (let i = 0; i < count; i++) {
      const image = images.subarray(i * inputSize, (i + 1) * inputSize);
      const own = all.subarray(i * outputSize, (i + 1) * outputSize);
      await session.run(
        { images: new Tensor("float32", image, [1, channels, height, width]) },
        { logits: new Tensor("float32", own, [1, ...this.#graphs.outputs, height, width]) },
      );
    }
    return all;
  }

  /** The weights have changed. */
  async release(): Promise<void> {
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of all) await session.release();
  }

  /** In one run. */
  async #rows(batch: MicroBatch): Promise<Float32Array> {
    const points = batch.batchIndex.length;
    const rows = new Float32Array(points * this.#outputSize);
    if (points === 0) return rows;
    const logits = new this.#runtime.Tensor("float32", rows, [points, ...this.#graphs.outputs]);
    const session = await this.#session("labels");
    await session.run({ ...this.#inputs.points(batch) }, { logits });
    return rows;
  }

  get #outputSize(): number {
    return this.#graphs.outputs.reduce((product, length) => product * length, 1);
  }

  async #session(output: Output): Promise<InferenceSession> {
    const known = this.#sessions.get(output);
    if (known !== undefined) return known;
    const made = await this.#open(this.#graphs.inference(output, this.#weights()), "inference");
    this.#sessions.set(output, made);
    return made;
  }
}
