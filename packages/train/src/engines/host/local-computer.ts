import { setImmediate } from "node:timers/promises";
import { dispose, type Tensor } from "@tensorflow/tfjs";
import { computeGradients, type MicroBatchTensors } from "../compute/compute-gradients.ts";
import type { LossSums } from "../compute/loss-sums.ts";
import { runAtLabels, runDense } from "../compute/run-network.ts";
import { setParameters, type TaskNetwork, taskNetwork } from "../compute/task-network.ts";
import { asFailure } from "../failure.ts";
import { useBackend } from "../start/backend.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import { valuesAt } from "../state/values.ts";
import type { MicroBatch, TrainingTask } from "../types.ts";
import type { GradientComputer, MicroBatchGradients } from "./gradient-computer.ts";
import type { SharedParameters } from "./shared-parameters.ts";

/**
 * Computes in this thread, on a backend of tfjs that answers at once: `cpu` or `wasm`, which has been started.
 */
export class LocalComputer implements GradientComputer {
  readonly #layout: ParameterLayout;
  readonly #shared: SharedParameters;
  readonly #backend: string;
  readonly #own: TaskNetwork;
  /** Of the parameters that the network has. */
  #version = -1;

  private constructor(task: TrainingTask, layout: ParameterLayout, shared: SharedParameters, backend: string) {
    this.#layout = layout;
    this.#shared = shared;
    this.#backend = backend;
    this.#own = taskNetwork(task);
  }

  /** @throws TypeError, RangeError for a network or a loss that there is not */
  static async create(
    task: TrainingTask,
    layout: ParameterLayout,
    shared: SharedParameters,
    backend: string,
  ): Promise<LocalComputer> {
    await useBackend(backend);
    return new LocalComputer(task, layout, shared, backend);
  }

  gradients(batch: MicroBatch): Promise<MicroBatchGradients> {
    return this.#run(() => this.#readAll(computeGradients(this.#own, batch)));
  }

  logitsAtLabels(batch: MicroBatch): Promise<Float32Array> {
    return this.#run(() => readOnce(runAtLabels(this.#own, batch)));
  }

  logitsDense(images: Float32Array, shape: MicroBatch["shape"]): Promise<Float32Array> {
    return this.#run(() => readOnce(runDense(this.#own, images, shape)));
  }

  async end(): Promise<void> {
    await useBackend(this.#backend);
    this.#own.network.dispose();
  }

  async #run<T>(compute: () => T): Promise<T> {
    // Timers, signals and messages of this thread have their turn between micro-batches.
    await setImmediate();
    try {
      await useBackend(this.#backend);
      this.#takeParameters();
      return compute();
    } catch (error) {
      throw asFailure(error);
    }
  }

  #takeParameters(): void {
    const version = Atomics.load(this.#shared.version, 0);
    if (version === this.#version) return;
    const { learned, running } = this.#shared;
    const values = new Map<string, Float32Array>();
    for (const each of this.#layout.learned) values.set(each.parameter.name, valuesAt(learned, each));
    for (const each of this.#layout.running) values.set(each.parameter.name, valuesAt(running, each));
    setParameters(this.#own.network, (name) => values.get(name)!);
    this.#version = version;
  }

  #readAll(tensors: MicroBatchTensors): MicroBatchGradients {
    const { gradients, atLabels, smoothness, moments, logits, all } = tensors;
    try {
      return {
        gradients: {
          numerator: this.#flat(gradients.numerator),
          denominator: gradients.denominator && this.#flat(gradients.denominator),
          smoothness: gradients.smoothness && this.#flat(gradients.smoothness),
        },
        sums: sumsOf({ atLabels, smoothness }),
        moments: this.#flatMoments(moments),
        logits: read(logits),
      };
    } finally {
      dispose([...all]);
    }
  }

  /** In the order of what is learned. */
  #flat(tensors: readonly Tensor[]): Float32Array {
    const flat = new Float32Array(this.#layout.learnedLength);
    for (const [i, { offset }] of this.#layout.learned.entries()) flat.set(tensors[i]!.dataSync<"float32">(), offset);
    return flat;
  }

  #flatMoments(moments: MicroBatchTensors["moments"]): Float32Array {
    const flat = new Float32Array(this.#layout.runningLength);
    for (const { parameter, offset } of this.#layout.running) {
      const { mean, variance, count } = moments.get(parameter.layer)!;
      if (parameter.name.endsWith("/moving_mean")) {
        flat.set(mean.dataSync<"float32">(), offset);
        continue;
      }
      const unbiased = count > 1 ? count / (count - 1) : 1;
      flat.set(
        variance.dataSync<"float32">().map((value) => value * unbiased),
        offset,
      );
    }
    return flat;
  }
}

function sumsOf({ atLabels, smoothness }: Pick<MicroBatchTensors, "atLabels" | "smoothness">): LossSums {
  return {
    numerator: read(atLabels.numerator)[0]!,
    denominator: read(atLabels.denominator)[0]!,
    smoothnessNumerator: smoothness === undefined ? 0 : read(smoothness.numerator)[0]!,
    smoothnessDenominator: smoothness === undefined ? 0 : read(smoothness.denominator)[0]!,
  };
}

/** A copy: what plain JavaScript gives are the values of the tensor themselves. */
function read(tensor: Tensor): Float32Array {
  return new Float32Array(tensor.dataSync<"float32">());
}

function readOnce(tensor: Tensor): Float32Array {
  try {
    return read(tensor);
  } finally {
    tensor.dispose();
  }
}
