import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { LossSums } from "../compute/loss-sums.ts";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { MicroBatch } from "../types.ts";
import type { NamedTensors } from "./flat-tensors.ts";
import { LabelInputs, withPoints } from "./label-inputs.ts";
import type { ImageSize, OnnxGraphs } from "./onnx-graphs.ts";
import type { OpenGraph } from "./open-graph.ts";

/** Inputs and outputs of a micro-batch that carry on from one to the next. */
export interface CarriedTensors {
  readonly inputs: NamedTensors;
  readonly outputs: NamedTensors;
}

/** Runs the graph of gradients, of which there is one for each size of images, started when it is first needed. */
export class GradientRuns {
  readonly #runtime: OnnxRuntime;
  readonly #open: OpenGraph;
  readonly #graphs: OnnxGraphs;
  readonly #labels: LabelInputs;
  readonly #sessions = new Map<string, InferenceSession>();

  constructor(runtime: OnnxRuntime, open: OpenGraph, graphs: OnnxGraphs) {
    this.#runtime = runtime;
    this.#open = open;
    this.#graphs = graphs;
    this.#labels = new LabelInputs(runtime);
  }

  /**
   * Gradients of a micro-batch, added to what was carried.
   * @param logits where those at its label points go
   */
  async run(batch: MicroBatch, carried: CarriedTensors, logits: Float32Array): Promise<LossSums> {
    const { shape } = batch;
    const session = await this.#session([shape[2], shape[3]]);
    const isEmpty = batch.batchIndex.length === 0;
    const complete = withPoints(batch, this.#graphs.bins);
    const { outputs } = this.#graphs;
    const values = isEmpty ? new Float32Array(outputs.reduce((product, length) => product * length, 1)) : logits;
    const points = new this.#runtime.Tensor("float32", values, [complete.batchIndex.length, ...outputs]);
    const terms = this.#terms();
    await session.run(
      { ...carried.inputs, ...this.#labels.labelled(complete) },
      { ...carried.outputs, ...terms, logits: points },
    );
    return sumsOf(terms);
  }

  async release(): Promise<void> {
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of all) await session.release();
  }

  async #session(size: ImageSize): Promise<InferenceSession> {
    const key = size.join(" x ");
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const made = await this.#open(this.#graphs.gradients(size), "gradients");
    this.#sessions.set(key, made);
    return made;
  }

  #terms(): Record<string, Tensor> {
    const hasPenalty = this.#graphs.sums.includes("smoothness");
    const all = [...labelTerms, ...(hasPenalty ? penaltyTerms : [])];
    return Object.fromEntries(all.map((name) => [name, new this.#runtime.Tensor("float32", new Float32Array(1), [])]));
  }
}

const labelTerms = ["numerator", "denominator"] as const;
const penaltyTerms = ["smoothness_numerator", "smoothness_denominator"] as const;

function sumsOf(terms: Readonly<Record<string, Tensor>>): LossSums {
  const value = (name: string): number => (terms[name] === undefined ? 0 : (terms[name].data as Float32Array)[0]!);
  const [numerator, denominator] = labelTerms.map(value) as [number, number];
  const [smoothnessNumerator, smoothnessDenominator] = penaltyTerms.map(value) as [number, number];
  return { numerator, denominator, smoothnessNumerator, smoothnessDenominator };
}
