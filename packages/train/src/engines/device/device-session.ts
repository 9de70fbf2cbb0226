import { setImmediate } from "node:timers/promises";
import { dispose, type Tensor, tensor, variable } from "@tensorflow/tfjs";
import { checkImages, checkMicroBatch, checkStep } from "../compute/check-arguments.ts";
import { computeGradients } from "../compute/compute-gradients.ts";
import { gradientFactors, lossOf } from "../compute/loss-sums.ts";
import { runAtLabels, runDense } from "../compute/run-network.ts";
import { setParameters, type TaskNetwork, taskNetwork } from "../compute/task-network.ts";
import { asFailure, EngineFailure, sessionError } from "../failure.ts";
import { useBackend } from "../start/backend.ts";
import type { StartedEngine } from "../start/start-engine.ts";
import type { EngineName, EngineSession, MicroBatch, StepResult, TrainingState, TrainingTask } from "../types.ts";
import { type DeviceSlots, deviceAdamStep } from "./device-adam.ts";
import { StepTensors } from "./step-tensors.ts";

/** What a {@link DeviceSession} is made of. */
export interface DeviceSessionParts {
  readonly engine: EngineName;
  readonly started: StartedEngine;
  readonly task: TrainingTask;
  /** Belongs to the network. */
  readonly state: TrainingState;
}

/**
 * A session whose state is on the device, in tensors of this thread's tfjs: of a step, only the loss and the logits are read
 * back. When the device is lost, so is the state.
 */
export class DeviceSession implements EngineSession {
  readonly engine: EngineName;
  readonly device: string;
  readonly #parts: DeviceSessionParts;
  readonly #own: TaskNetwork;
  readonly #slots: readonly DeviceSlots[];
  #step: number;
  /** What took the engine away. */
  #lost: unknown;
  #isDisposed = false;

  private constructor(parts: DeviceSessionParts) {
    const { engine, started, task, state } = parts;
    this.engine = engine;
    this.device = started.device;
    this.#parts = parts;
    this.#own = taskNetwork(task);
    this.#step = state.step;
    setParameters(this.#own.network, (name) => state.parameters.get(name)!);
    const { network } = this.#own;
    this.#slots = network.parameters
      .filter(({ trainable }) => trainable)
      .map(({ name, shape }) => ({
        parameter: network.variable(name),
        firstMoment: slot(state.firstMoments.get(name)!, shape),
        secondMoment: slot(state.secondMoments.get(name)!, shape),
      }));
  }

  static async open(parts: DeviceSessionParts): Promise<DeviceSession> {
    await useBackend(parts.started.backend);
    return new DeviceSession(parts);
  }

  async step(microBatches: readonly MicroBatch[], learningRate: number): Promise<StepResult> {
    const { task, started } = this.#parts;
    checkStep(microBatches, task, learningRate);
    const images = Math.max(...microBatches.map(({ shape }) => shape[0]));
    return this.#run(images, async () => {
      const tensors = new StepTensors();
      try {
        for (const batch of microBatches) {
          // Timers, signals and messages of this thread have their turn between micro-batches.
          await setImmediate();
          await useBackend(started.backend);
          tensors.add(computeGradients(this.#own, batch));
        }
        return await this.#finish(tensors, learningRate);
      } finally {
        tensors.dispose();
      }
    });
  }

  async logitsAtLabels(batch: MicroBatch): Promise<Float32Array> {
    checkMicroBatch(batch, this.#parts.task, "batch");
    return this.#run(batch.shape[0], () => readOnce(runAtLabels(this.#own, batch)));
  }

  async logitsDense(images: Float32Array, shape: MicroBatch["shape"]): Promise<Float32Array> {
    checkImages(images, shape, this.#parts.task.config.channels, "batch");
    return this.#run(shape[0], () => readOnce(runDense(this.#own, images, shape)));
  }

  state(): Promise<TrainingState> {
    return this.#run(1, async () => {
      const { network } = this.#own;
      const learned = network.parameters.filter(({ trainable }) => trainable).map(({ name }) => name);
      const slots = (kind: "firstMoment" | "secondMoment"): readonly Tensor[] => this.#slots.map((each) => each[kind]);
      return {
        parameters: await readNamed(
          network.parameters.map(({ name }) => name),
          network.getWeights(),
        ),
        firstMoments: await readNamed(learned, slots("firstMoment")),
        secondMoments: await readNamed(learned, slots("secondMoment")),
        step: this.#step,
      };
    });
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#own.network.dispose();
    for (const { firstMoment, secondMoment } of this.#slots) dispose([firstMoment, secondMoment]);
  }

  /** The second half of a step: before anything changes, what was computed is known to be right. */
  async #finish(tensors: StepTensors, learningRate: number): Promise<StepResult> {
    const { smoothnessWeight } = this.#parts.task;
    const { sums, logits, magnitude } = await tensors.read();
    this.#throwFault();
    const { numerator, denominator } = sums;
    const loss = lossOf(sums, smoothnessWeight);
    const result = { loss, numerator, denominator, logits };
    if (!Number.isFinite(loss)) return result;
    // What is not finite would make every later step so: a loss that cannot be differentiated is none.
    if (!Number.isFinite(magnitude)) return { ...result, loss: Number.NaN };
    const gradient = tensors.gradient(gradientFactors(sums, smoothnessWeight));
    this.#step += 1;
    deviceAdamStep(this.#slots, gradient, this.#step, learningRate);
    dispose(gradient);
    for (const moments of tensors.moments) this.#own.network.applyMoments(moments);
    return result;
  }

  async #run<T>(images: number, action: () => Promise<T>): Promise<T> {
    if (this.#isDisposed) throw new TypeError("the session is disposed: its engine is gone");
    if (this.#lost !== undefined) throw this.#lost;
    try {
      await useBackend(this.#parts.started.backend);
      const found = await action();
      this.#throwFault();
      return found;
    } catch (error) {
      const failure = asFailure(error);
      const explained = sessionError(failure, this.engine, images);
      if (failure instanceof EngineFailure) this.#lost = explained;
      throw explained;
    }
  }

  /** What the device refuses gives zeros, and is told beside. */
  #throwFault(): void {
    const fault = this.#parts.started.fault();
    if (fault === undefined) return;
    const failure = asFailure(fault);
    throw failure instanceof EngineFailure ? failure : new EngineFailure("lost", fault.message, { cause: fault });
  }
}

function slot(values: Float32Array, shape: readonly number[]): DeviceSlots["firstMoment"] {
  // A copy: plain JavaScript computes on the array it is given.
  const first = tensor(new Float32Array(values), [...shape]);
  const own = variable(first, false);
  first.dispose();
  return own;
}

async function readNamed(names: readonly string[], tensors: readonly Tensor[]): Promise<Map<string, Float32Array>> {
  const values = await Promise.all(tensors.map((each) => each.data<"float32">()));
  return new Map(names.map((name, i) => [name, new Float32Array(values[i]!)]));
}

async function readOnce(tensor: Tensor): Promise<Float32Array> {
  try {
    return tensor.size === 0 ? new Float32Array(0) : new Float32Array(await tensor.data<"float32">());
  } finally {
    tensor.dispose();
  }
}
