import type { LossOptions, NetworkConfig, NetworkName } from "@atcs/models";

/** What computes: see {@link engineNames}. */
export type EngineName = "webgpu" | "onnx" | "cuda" | "node" | "wasm" | "cpu";

/** All engines, in the order in which `auto` tries them. */
export const engineNames: readonly EngineName[] = /* @__PURE__ */ Object.freeze([
  "webgpu",
  "cuda",
  "onnx",
  "node",
  "wasm",
  "cpu",
] as const);

/** What the engine `onnx` computes with: an execution provider of onnxruntime. */
export type OnnxProvider = "cpu" | "webgpu" | "cuda" | "dml" | "coreml";

/** All of them; which of them there are depends on the machine. */
export const onnxProviders: readonly OnnxProvider[] = /* @__PURE__ */ Object.freeze([
  "cpu",
  "webgpu",
  "cuda",
  "dml",
  "coreml",
] as const);

/** Instances that are computed together: batch normalisation is over them. */
export interface MicroBatch {
  /** Shape [B, C, H, W]. */
  readonly images: Float32Array;
  readonly shape: readonly [number, number, number, number];
  /** Shape [P]: which of the B images a label point belongs to. */
  readonly batchIndex: Int32Array;
  /** Shape [P, 4, 2]: row and column of the four pixels of each point. */
  readonly corners: Int32Array;
  /** Shape [P, 4]: of these pixels. */
  readonly weights: Float32Array;
  /** Shape [P, K]: cloud type 0 to 8, 255 unknown. */
  readonly cloudScenario: Uint8Array;
}

/** What is trained; plain data, so that it can go to another thread or process. */
export interface TrainingTask {
  readonly network: NetworkName;
  /** Complete, as `Network.config` has it. */
  readonly config: NetworkConfig;
  readonly loss: LossOptions;
  /** Of the smoothness penalty; 0 computes none. */
  readonly smoothnessWeight: number;
  /** Channels of the input that are radiances, for that penalty. */
  readonly radianceChannels: readonly number[];
}

/** Everything that a step changes. Names and order are those of `Network.parameters`. */
export interface TrainingState {
  /** All parameters, running statistics too. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** Adam's means of gradients, of what is learned. */
  readonly firstMoments: ReadonlyMap<string, Float32Array>;
  /** Adam's means of squared gradients, of what is learned. */
  readonly secondMoments: ReadonlyMap<string, Float32Array>;
  /** Updates that were made. */
  readonly step: number;
}

/** What came of a step, before the weights changed. */
export interface StepResult {
  /**
   * What is made small: the loss at labels and the weighted smoothness penalty. NaN when a gradient, a moment or the square of
   * one is not finite in single precision.
   */
  readonly loss: number;
  /** Sums over the micro-batches, of the loss at labels. */
  readonly numerator: number;
  readonly denominator: number;
  /** Logits at all label points, in the order of the micro-batches: [P, 9, K], [P, K] or [P, 1]. */
  readonly logits: Float32Array;
}

/** A network that is trained, or used, on an engine. Its methods are called one after another. */
export interface EngineSession {
  readonly engine: EngineName;
  /** Such as `NVIDIA H200 (Vulkan)` or `WebAssembly SIMD, 2 threads`. */
  readonly device: string;
  /**
   * One update: gradients of all micro-batches, summed before they are divided by the summed denominators, then Adam. Running
   * statistics take up the moments of the micro-batches in their order.
   *
   * When it throws, the state is as before. Of a loss that is not finite nothing is taken up, and the result says so.
   * @throws TrainError TRAIN_MEMORY, TRAIN_ENGINE_LOST
   */
  step(microBatches: readonly MicroBatch[], learningRate: number): Promise<StepResult>;
  /** Logits at label points with the running statistics: [P, 9, K], [P, K] or [P, 1]. `cloudScenario` is not looked at. */
  logitsAtLabels(batch: MicroBatch): Promise<Float32Array>;
  /** Logits of every pixel with the running statistics: [B, 9, K, H, W], [B, K, H, W] or [B, 1, H, W]. */
  logitsDense(images: Float32Array, shape: readonly [number, number, number, number]): Promise<Float32Array>;
  /** A copy of everything that a step changes. */
  state(): Promise<TrainingState>;
  /** Give memory and threads back. */
  dispose(): Promise<void>;
}

/** How {@link openSession} starts an engine. */
export interface SessionOptions {
  readonly engine: EngineName;
  /**
   * Threads that compute, of `wasm` and `onnx`; 0 computes in this one. Others have no use for it.
   * @default 1 of `wasm`, as many as there are cores of `onnx`
   */
  readonly workers?: number | undefined;
  /** Of `onnx`. @default "cpu" */
  readonly provider?: OnnxProvider | undefined;
  /** Ends opening. What is open does not look at it: a step is whole, or nothing of it is. */
  readonly signal?: AbortSignal | undefined;
}
