import { checkImages, checkMicroBatch, checkStep } from "../compute/check-arguments.ts";
import { addSums, type LossSums, lossOf, noLoss } from "../compute/loss-sums.ts";
import { asFailure, EngineFailure, sessionError } from "../failure.ts";
import { finishStep } from "../host/finish-step.ts";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import type { EngineSession, MicroBatch, OnnxProvider, StepResult, TrainingState, TrainingTask } from "../types.ts";
import { Accumulators } from "./accumulators.ts";
import type { Adam } from "./adam.ts";
import { GradientRuns } from "./gradient-runs.ts";
import { GraphAdam } from "./graph-adam.ts";
import { HostAdam } from "./host-adam.ts";
import { InferenceRuns } from "./inference-runs.ts";
import { checkPoints } from "./label-inputs.ts";
import { MomentTensors } from "./moment-tensors.ts";
import type { OnnxGraphs } from "./onnx-graphs.ts";
import { OnnxState } from "./onnx-state.ts";
import type { OpenGraph } from "./open-graph.ts";

/** What an {@link OnnxSession} is made of. */
export interface OnnxSessionParts {
  readonly runtime: OnnxRuntime;
  readonly provider: OnnxProvider;
  readonly device: string;
  readonly open: OpenGraph;
  readonly graphs: OnnxGraphs;
  readonly task: TrainingTask;
  readonly layout: ParameterLayout;
  /** Belongs to the network. */
  readonly state: TrainingState;
}

/** What came of the micro-batches of a step. */
interface FoundGradients {
  readonly sums: LossSums;
  readonly moments: readonly Float32Array[];
  readonly logits: Float32Array;
}

/**
 * A session whose steps are a graph of onnxruntime, of gradients, which runs for each micro-batch and adds to what came of
 * those before, and Adam. Parameters, Adam's moments and gradients are flat arrays in this thread's memory, which graphs read
 * and write in place.
 */
export class OnnxSession implements EngineSession {
  readonly engine = "onnx";
  readonly device: string;
  readonly #parts: Omit<OnnxSessionParts, "state">;
  readonly #adam: Adam;
  readonly #state: OnnxState;
  readonly #accumulators: Accumulators;
  readonly #moments: MomentTensors;
  readonly #gradients: GradientRuns;
  readonly #inference: InferenceRuns;
  /** What took the engine away. */
  #lost: unknown;
  #isDisposed = false;

  private constructor(parts: OnnxSessionParts, adam: Adam) {
    // A state of moments that is kept would be as large as those that are worked on.
    const { state, ...others } = parts;
    const { runtime, provider, device, open, graphs, layout } = others;
    this.device = device;
    this.#parts = others;
    this.#adam = adam;
    this.#state = new OnnxState(layout, adam, state);
    this.#accumulators = new Accumulators(runtime, layout, graphs.sums);
    this.#moments = new MomentTensors(runtime, layout);
    this.#gradients = new GradientRuns(runtime, open, graphs);
    this.#inference = new InferenceRuns(runtime, provider, open, graphs, () => this.#state.weights());
  }

  /** @throws (rejects with) what onnxruntime says when the device does not start */
  static async open(parts: OnnxSessionParts): Promise<OnnxSession> {
    const { runtime, provider, open, graphs, layout, state } = parts;
    if (provider === "cpu") return new OnnxSession(parts, new HostAdam(runtime, layout, state));
    const session = await open(graphs.update(layout.learnedLength), "update");
    return new OnnxSession(parts, new GraphAdam(runtime, session, layout, state));
  }

  async step(microBatches: readonly MicroBatch[], learningRate: number): Promise<StepResult> {
    const { task, graphs } = this.#parts;
    checkStep(microBatches, task, learningRate);
    for (const [i, batch] of microBatches.entries()) {
      const [images, , height, width] = batch.shape;
      checkPoints(batch, `microBatches[${i}]`);
      graphs.checkImages(images, [height, width]);
    }
    return this.#run(Math.max(...microBatches.map(({ shape }) => shape[0])), async () => {
      const { sums, moments, logits } = await this.#addGradients(microBatches);
      const { numerator, denominator } = sums;
      const loss = lossOf(sums, task.smoothnessWeight);
      const update = (): Promise<boolean> => this.#update(sums, learningRate);
      const { running } = this.#state;
      return finishStep({ result: { loss, numerator, denominator, logits }, moments, running, update });
    });
  }

  async logitsAtLabels(batch: MicroBatch): Promise<Float32Array> {
    checkMicroBatch(batch, this.#parts.task, "batch");
    checkPoints(batch, "batch");
    return this.#run(1, () => this.#inference.atLabels(batch));
  }

  async logitsDense(images: Float32Array, shape: MicroBatch["shape"]): Promise<Float32Array> {
    checkImages(images, shape, this.#parts.task.config.channels, "batch");
    return this.#run(1, () => this.#inference.dense(images, shape));
  }

  async state(): Promise<TrainingState> {
    return this.#state.copy();
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.#gradients.release();
    await this.#inference.release();
    await this.#adam.release();
  }

  /** In the order of the micro-batches. */
  async #addGradients(microBatches: readonly MicroBatch[]): Promise<FoundGradients> {
    const { outputs } = this.#parts.layout;
    const points = microBatches.reduce((count, { batchIndex }) => count + batchIndex.length, 0);
    const logits = new Float32Array(points * outputs);
    const moments: Float32Array[] = [];
    const [gradients, statistics] = [this.#accumulators, this.#moments];
    const carried = {
      inputs: { ...this.#adam.parameterInputs, ...statistics.inputs, ...gradients.inputs },
      outputs: { ...statistics.outputs, ...gradients.outputs },
    };
    gradients.clear();
    let sums = noLoss;
    let at = 0;
    for (const batch of microBatches) {
      const end = at + batch.batchIndex.length * outputs;
      sums = addSums(sums, await this.#gradients.run(batch, carried, logits.subarray(at, end)));
      moments.push(statistics.moments);
      at = end;
    }
    return { sums, moments, logits };
  }

  async #update(sums: LossSums, learningRate: number): Promise<boolean> {
    // They hold the weights of before.
    await this.#inference.release();
    const { smoothnessWeight } = this.#parts.task;
    const { gradients } = this.#accumulators;
    const step = this.#state.step + 1;
    const isGood = await this.#adam.update({ gradients, sums, smoothnessWeight, step, learningRate });
    if (isGood) this.#state.step = step;
    return isGood;
  }

  /** @param images of the largest micro-batch */
  async #run<T>(images: number, action: () => Promise<T>): Promise<T> {
    if (this.#isDisposed) throw new TypeError("the session is disposed: its engine is gone");
    if (this.#lost !== undefined) throw this.#lost;
    try {
      return await action();
    } catch (error) {
      const failure = asFailure(error);
      const explained = sessionError(failure, this.engine, images);
      if (failure instanceof EngineFailure) this.#lost = explained;
      throw explained;
    }
  }
}
