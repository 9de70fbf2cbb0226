import { checkImages, checkMicroBatch, checkStep } from "../compute/check-arguments.ts";
import { asFailure, EngineFailure, sessionError } from "../failure.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import { fillFlat, joinedValues, namedValues } from "../state/values.ts";
import type { EngineName, EngineSession, MicroBatch, StepResult, TrainingState, TrainingTask } from "../types.ts";
import { checkedAdamStep, finishStep } from "./finish-step.ts";
import type { GradientComputer } from "./gradient-computer.ts";
import { runInOrder } from "./run-in-order.ts";
import type { SharedParameters } from "./shared-parameters.ts";
import { putRows, singleImages } from "./single-images.ts";
import { StepSums } from "./step-sums.ts";

/** What a {@link HostSession} is made of. */
export interface HostSessionParts {
  readonly engine: EngineName;
  readonly device: string;
  readonly task: TrainingTask;
  readonly layout: ParameterLayout;
  /** Filled from the state. */
  readonly shared: SharedParameters;
  /** At least one; they have the same shared parameters. */
  readonly computers: readonly GradientComputer[];
  /** Belongs to the network. */
  readonly state: TrainingState;
}

/**
 * A session whose state is in this thread's memory: gradient computers get the parameters and give back gradients, which are
 * added up in the order of the micro-batches, so that the number of computers changes no bit. Logits are computed image by
 * image, for the same reason.
 */
export class HostSession implements EngineSession {
  readonly engine: EngineName;
  readonly device: string;
  readonly #parts: HostSessionParts;
  readonly #firstMoments: Float32Array;
  readonly #secondMoments: Float32Array;
  #step: number;
  /** What took the engine away. */
  #lost: unknown;
  #isDisposed = false;

  constructor(parts: HostSessionParts) {
    const { engine, device, layout, shared, state } = parts;
    this.engine = engine;
    this.device = device;
    this.#parts = parts;
    this.#firstMoments = new Float32Array(layout.learnedLength);
    this.#secondMoments = new Float32Array(layout.learnedLength);
    this.#step = state.step;
    fillFlat(shared.learned, layout.learned, state.parameters);
    fillFlat(shared.running, layout.running, state.parameters);
    fillFlat(this.#firstMoments, layout.learned, state.firstMoments);
    fillFlat(this.#secondMoments, layout.learned, state.secondMoments);
    Atomics.add(shared.version, 0, 1);
  }

  async step(microBatches: readonly MicroBatch[], learningRate: number): Promise<StepResult> {
    const { task, shared } = this.#parts;
    checkStep(microBatches, task, learningRate);
    const sums = new StepSums();
    await this.#onComputers(
      microBatches.map(({ shape }) => shape[0]),
      (computer, i) => computer.gradients(microBatches[i]!),
      (result) => sums.add(result),
    );
    return finishStep({
      result: sums.result(task.smoothnessWeight),
      moments: sums.moments,
      running: shared.running,
      update: () => this.#update(sums.gradient(task.smoothnessWeight), learningRate),
    });
  }

  async logitsAtLabels(batch: MicroBatch): Promise<Float32Array> {
    const { task, layout } = this.#parts;
    checkMicroBatch(batch, task, "batch");
    const images = singleImages(batch);
    const all = new Float32Array(batch.batchIndex.length * layout.outputs);
    await this.#onComputers(
      images.map(() => 1),
      (computer, i) => computer.logitsAtLabels(images[i]!.batch),
      (rows, i) => putRows(all, rows, images[i]!.points),
    );
    return all;
  }

  async logitsDense(images: Float32Array, shape: MicroBatch["shape"]): Promise<Float32Array> {
    const [count, channels, height, width] = shape;
    checkImages(images, shape, this.#parts.task.config.channels, "batch");
    const size = channels * height * width;
    const parts: Float32Array[] = [];
    await this.#onComputers(
      new Array<number>(count).fill(1),
      (computer, i) => computer.logitsDense(images.subarray(i * size, (i + 1) * size), [1, channels, height, width]),
      (part) => parts.push(part),
    );
    return joinedValues(parts);
  }

  async state(): Promise<TrainingState> {
    const { layout, shared } = this.#parts;
    const values = new Map([
      ...namedValues(shared.learned, layout.learned),
      ...namedValues(shared.running, layout.running),
    ]);
    return {
      // In the order of the network.
      parameters: new Map(layout.parameters.map(({ name }) => [name, values.get(name)!])),
      firstMoments: namedValues(this.#firstMoments, layout.learned),
      secondMoments: namedValues(this.#secondMoments, layout.learned),
      step: this.#step,
    };
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await Promise.all(this.#parts.computers.map((each) => each.end()));
  }

  #update(gradient: Float32Array, learningRate: number): boolean {
    const { learned: parameters, version } = this.#parts.shared;
    const slots = { parameters, firstMoments: this.#firstMoments, secondMoments: this.#secondMoments };
    if (!checkedAdamStep(slots, gradient, this.#step + 1, learningRate)) return false;
    this.#step += 1;
    // Running statistics change before anyone looks: computers have nothing to do until the next step.
    Atomics.add(version, 0, 1);
    return true;
  }

  /** @param images of each job */
  async #onComputers<T>(
    images: readonly number[],
    compute: (computer: GradientComputer, job: number) => Promise<T>,
    take: (result: T, job: number) => void,
  ): Promise<void> {
    if (this.#isDisposed) throw new TypeError("the session is disposed: its engine is gone");
    if (this.#lost !== undefined) throw this.#lost;
    const { computers } = this.#parts;
    try {
      await runInOrder({ computers, count: images.length, compute, take });
    } catch (error) {
      // What goes to a thread has to fit into memory once more.
      const failure = asFailure(error);
      const explained = sessionError(failure, this.engine, Math.max(...images));
      if (failure instanceof EngineFailure) this.#lost = explained;
      throw explained;
    }
  }
}
