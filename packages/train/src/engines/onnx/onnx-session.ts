import type { InferenceSession } from "onnxruntime-node";
import { checkImages, checkMicroBatch, checkStep } from "../compute/check-arguments.ts";
import { addSums, lossOf, noLoss } from "../compute/loss-sums.ts";
import { asFailure, EngineFailure, sessionError } from "../failure.ts";
import { allSquaresFinite } from "../host/step-sums.ts";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import type { EngineSession, MicroBatch, StepResult, TrainingState, TrainingTask } from "../types.ts";
import { Accumulators } from "./accumulators.ts";
import { GradientRuns } from "./gradient-runs.ts";
import { InferenceRuns } from "./inference-runs.ts";
import { checkPoints } from "./label-inputs.ts";
import type { OnnxGraphs } from "./onnx-graphs.ts";
import { OnnxState } from "./onnx-state.ts";
import type { OpenGraph } from "./open-graph.ts";
import { runUpdate } from "./update-run.ts";

/** What an {@link OnnxSession} is made of. */
export interface OnnxSessionParts {
  readonly runtime: OnnxRuntime;
  readonly device: string;
  readonly open: OpenGraph;
  readonly graphs: OnnxGraphs;
  readonly task: TrainingTask;
  readonly layout: ParameterLayout;
  /** Belongs to the network. */
  readonly state: TrainingState;
}

/**
 * A session whose steps are graphs of onnxruntime: one of gradients, which runs for each micro-batch and adds to what came of
 * those before, and one of Adam. Parameters, Adam's moments and gradients are flat arrays in this thread's memory, which the
 * graphs read and write in place.
 */
export class OnnxSession implements EngineSession {
  readonly engine = "onnx";
  readonly device: string;
  readonly #parts: OnnxSessionParts;
  readonly #update: InferenceSession;
  readonly #state: OnnxState;
  readonly #accumulators: Accumulators;
  readonly #gradients: GradientRuns;
  readonly #inference: InferenceRuns;
  /** What took the engine away. */
  #lost: unknown;
  #isDisposed = false;

  private constructor(parts: OnnxSessionParts, update: InferenceSession) {
    const { runtime, device, open, graphs, layout, state } = parts;
    this.device = device;
    this.#parts = parts;
    this.#update = update;
    this.#state = new OnnxState(runtime, layout, state);
    this.#accumulators = new Accumulators(runtime, layout, graphs.sums);
    this.#gradients = new GradientRuns(runtime, open, graphs);
    this.#inference = new InferenceRuns(runtime, open, graphs, () => this.#state.weights());
  }

  /** @throws (rejects with) what onnxruntime says when the device does not start */
  static async open(parts: OnnxSessionParts): Promise<OnnxSession> {
    return new OnnxSession(parts, await parts.open(parts.graphs.update(parts.layout.learnedLength)));
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
      const { sums, logits } = await this.#addGradients(microBatches);
      const { numerator, denominator } = sums;
      const loss = lossOf(sums, task.smoothnessWeight);
      const result = { loss, numerator, denominator, logits };
      if (!Number.isFinite(loss)) return result;
      const magnitude = await runUpdate(this.#parts.runtime, this.#update, {
        inputs: this.#state.updateInputs,
        outputs: this.#state.updateOutputs,
        gradients: this.#accumulators.after(microBatches.length),
        sums,
        smoothnessWeight: task.smoothnessWeight,
        step: this.#state.step + 1,
        learningRate,
      });
      // What is not finite would make every later step so: a loss that cannot be differentiated is none.
      const isGood = Number.isFinite(magnitude) && allSquaresFinite(this.#state.runningAfter(microBatches.length));
      if (!isGood) return { ...result, loss: Number.NaN };
      // They hold the weights of before.
      await this.#inference.release();
      this.#state.takeUp(microBatches.length);
      return result;
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
    await this.#update.release();
  }

  /** In the order of the micro-batches. */
  async #addGradients(
    microBatches: readonly MicroBatch[],
  ): Promise<Pick<StepResult, "logits"> & { readonly sums: typeof noLoss }> {
    const { outputs } = this.#parts.layout;
    const points = microBatches.reduce((count, { batchIndex }) => count + batchIndex.length, 0);
    const logits = new Float32Array(points * outputs);
    this.#accumulators.clear();
    let sums = noLoss;
    let at = 0;
    for (const [i, batch] of microBatches.entries()) {
      const end = at + batch.batchIndex.length * outputs;
      const [running, gradients] = [this.#state.runningOf(i), this.#accumulators.of(i)];
      const carried = {
        inputs: { ...this.#state.parameterInputs, ...running.inputs, ...gradients.inputs },
        outputs: { ...running.outputs, ...gradients.outputs },
      };
      sums = addSums(sums, await this.#gradients.run(batch, carried, logits.subarray(at, end)));
      at = end;
    }
    return { sums, logits };
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
