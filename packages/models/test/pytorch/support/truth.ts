import { readFileSync } from "node:fs";
import type { NetworkConfig, NetworkName, Task } from "../../../src/index.ts";
import type { LossKind } from "../../../src/losses/loss-settings.ts";

/** A tensor as `digest` of ./rule.ts writes it. */
export type Digest = readonly number[];

/** What a network gave in one of its two modes. */
export interface Run {
  readonly atLabels: Digest;
  readonly dense: Digest;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Digest>>;
  /** Running mean and variance after a batch of training. */
  readonly statistics?: Readonly<Record<string, Digest>>;
}

export interface NetworkCase {
  readonly network: NetworkName;
  readonly config: NetworkConfig;
  readonly evaluation: Run;
  readonly training: Run;
}

export interface LossCase {
  readonly kind: LossKind;
  readonly task: Task;
  readonly loss: number;
  readonly gradient: Digest;
}

/** What make-truth.py printed. */
export interface Truth {
  readonly setup: {
    readonly batch: number;
    readonly channels: number;
    readonly height: number;
    readonly width: number;
    readonly bins: number;
    readonly points: number;
    readonly radianceChannels: readonly number[];
    readonly classWeights: Readonly<Record<Task, readonly number[]>>;
  };
  readonly networks: readonly NetworkCase[];
  readonly losses: readonly LossCase[];
  readonly smoothness: { readonly shape: readonly number[]; readonly loss: number; readonly gradient: Digest };
}

export function readTruth(): Truth {
  return JSON.parse(readFileSync(new URL("../truth.json", import.meta.url), "utf8")) as Truth;
}
