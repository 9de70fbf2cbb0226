import type { FieldSelection, HeightBins, Task } from "@atcs/dataset";
import type { LossKind, NetworkName } from "@atcs/models";
import type { EngineName, OnnxProvider } from "../engines/types.ts";

/** What is trained, on what, and how. Names are those of `atcs train`. */
export interface TrainOptions {
  /** Directory, file or URL of the dataset. */
  readonly dataset: string;
  /** Run directory; it must not exist yet, or be empty. */
  readonly out: string;

  /** @default "default" */
  readonly split?: string | undefined;
  /** @default "seg_3d" */
  readonly task?: Task | undefined;
  /** A scheme or a list of fields. @default "directional" */
  readonly fields?: FieldSelection | undefined;
  /** Slots of views that are left out, 0 to 15. @default none */
  readonly omitAngles?: readonly number[] | undefined;
  /** First height bin, and the first beyond. @default all */
  readonly heightBins?: HeightBins | undefined;
  /** @default "physical" */
  readonly clip?: "physical" | "published" | false | undefined;
  /** @default "default" */
  readonly angles?: "default" | "sincos" | "raw" | undefined;
  /** @default false */
  readonly validityMask?: boolean | undefined;
  /** Quarter turns and mirror images in training. @default false */
  readonly augment?: boolean | undefined;

  /** @default "simple_conv" */
  readonly network?: NetworkName | undefined;
  /** D. @default 64 */
  readonly baseWidth?: number | undefined;
  /** @default what the network has */
  readonly maxWidth?: number | undefined;
  /** Of U-Nets. @default 4 */
  readonly blocks?: number | "max" | undefined;

  /** @default "cross_entropy" */
  readonly loss?: LossKind | undefined;
  /** `effective`: by the effective number of samples; `none`: 1 each; or one number for each class. @default "effective" */
  readonly classWeights?: "effective" | "none" | readonly number[] | undefined;
  /** Of `focal`: one for each class. */
  readonly alpha?: readonly number[] | undefined;
  /** Of `focal`. @default 2 */
  readonly gamma?: number | undefined;
  /** Of the smoothness penalty. @default 0 */
  readonly smoothnessWeight?: number | undefined;

  /** @default 200 */
  readonly epochs?: number | undefined;
  /** Instances for one update. @default 32 */
  readonly batchSize?: number | undefined;
  /** Instances that are computed together. @default the batch on a GPU, 2 elsewhere */
  readonly microBatch?: number | undefined;
  /** Of Adam. @default 1e-3 */
  readonly learningRate?: number | undefined;
  /** Evaluations without a better validation Dice before the learning rate falls. @default 10 */
  readonly patience?: number | undefined;
  /** By which it falls. @default 0.1 */
  readonly factor?: number | undefined;
  /** Epochs between two evaluations. @default 1 */
  readonly evaluateEvery?: number | undefined;
  /** Epochs between two checkpoints that are kept; the last one and the best always are. @default 5 */
  readonly checkpointEvery?: number | undefined;
  /** A cloud is where the probability is greater; binary tasks. @default 0.5 */
  readonly threshold?: number | undefined;
  /** An integer from 0 to 2^32 - 1. @default 0 */
  readonly seed?: number | undefined;

  /** @default "auto" */
  readonly engine?: EngineName | "auto" | undefined;
  /**
   * Threads that compute, of `wasm` and `onnx`.
   * @default as many as there are cores; of `wasm` at most the micro-batches of a batch
   */
  readonly workers?: number | undefined;
  /** What `onnx` computes with: an execution provider of onnxruntime. @default "cpu" */
  readonly provider?: OnnxProvider | undefined;
  /** Threads that load; 0 loads in this one. @default 1 */
  readonly loaderWorkers?: number | undefined;
  /** Batches that are made ahead. @default 2 */
  readonly prefetch?: number | undefined;
}
