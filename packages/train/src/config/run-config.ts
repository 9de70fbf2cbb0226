import type { HeightBins, Task } from "@atcs/dataset";
import type { LossKind, NetworkConfig, NetworkName } from "@atcs/models";
import type { EngineName, OnnxProvider } from "../engines/types.ts";

/** Everything that is needed to repeat a run: `config.json`. All defaults are filled in. */
export interface RunConfig {
  readonly version: 1;
  readonly dataset: {
    /** Absolute path or URL. */
    readonly path: string;
    /** SHA-256 of labels and subsets, which predictions name. */
    readonly fingerprint: string;
    /** SHA-256 of the means and standard deviations that inputs are normalised with. */
    readonly statistics: string;
    readonly split: string;
    /** Fields by name, in the order of their channels. */
    readonly fields: readonly string[];
    readonly omitAngles: readonly number[];
    /** First height bin, and the first beyond. */
    readonly heightBins: HeightBins;
    readonly clip: "physical" | "published" | false;
    readonly angles: "default" | "sincos" | "raw";
    readonly validityMask: boolean;
    /** Quarter turns and mirror images in training. */
    readonly augment: boolean;
  };
  readonly task: Task;
  readonly network: {
    readonly name: NetworkName;
    /** Complete, as `Network.config` has it. */
    readonly config: NetworkConfig;
  };
  readonly loss: {
    readonly kind: LossKind;
    /** One for each class. */
    readonly classWeights: readonly number[];
    /** Of `focal`. */
    readonly alpha?: readonly number[] | undefined;
    readonly gamma?: number | undefined;
    readonly smoothnessWeight: number;
  };
  readonly training: {
    readonly epochs: number;
    readonly batchSize: number;
    readonly microBatch: number;
    readonly learningRate: number;
    /** Evaluations without a better validation Dice before the learning rate falls. */
    readonly patience: number;
    /** By which it falls. */
    readonly factor: number;
    /** Epochs between two evaluations. */
    readonly evaluateEvery: number;
    /** Epochs between two checkpoints that are kept. */
    readonly checkpointEvery: number;
    /** A cloud is where the probability is greater; binary tasks. */
    readonly threshold: number;
    /** Of the first weights, the order of instances and the augmentation. */
    readonly seed: number;
  };
  /** What the run was started on; a run may go on with another. */
  readonly engine: {
    readonly name: EngineName;
    readonly workers: number;
    /** Of `onnx`, where one was asked for. */
    readonly provider?: OnnxProvider | undefined;
  };
  readonly loader: { readonly workers: number; readonly prefetch: number };
}
