import type { Task } from "@atcs/dataset";
import type { CloudSummary, ProfileSummary, Rates, Seg3dSummary } from "@atcs/dataset/metrics";
import type { RunConfig } from "../config/run-config.ts";
import type { EpochMetrics } from "../trainer/events.ts";

/** All that a report tells. Plain data. */
export interface ReportContent {
  /** Of the run: the last part of its path. */
  readonly name: string;
  readonly config: RunConfig;
  readonly epochs: readonly EpochMetrics[];
  /** What each start of the run was made with, as name and value. */
  readonly environments: readonly Facts[];
  /** Those of which the first one is told of at length come first. */
  readonly evaluations: readonly SubsetEvaluation[];
  /** Shape [K]: km above mean sea level of the middle of each bin, as it is in the drawn instances. */
  readonly heightsKm?: readonly number[] | undefined;
  /** Of a few instances of the first evaluation. */
  readonly drawn: readonly DrawnInstance[];
  /** Why there are no figures, or fewer than there might be: sentences. */
  readonly notDrawn: readonly string[];
}

/** Names and values, in their order. */
export type Facts = readonly (readonly [name: string, value: string])[];

/** Scores of a summary as a file has them: what a task does not define is absent. */
export type ReportSummary = CloudSummary &
  Partial<Omit<ProfileSummary, keyof CloudSummary> & Omit<Seg3dSummary, keyof ProfileSummary>>;

/** Scores of a subset. */
export interface SubsetEvaluation {
  /** `val`. */
  readonly subset: string;
  readonly task: Task;
  /** Of the binary tasks, where the evaluation says it. */
  readonly threshold?: number | undefined;
  readonly overall: ReportSummary;
  /** By break-down and group. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, GroupScores>>>>;
  readonly instances: readonly InstanceResult[];
}

/** What is told of a group of label points. */
export interface GroupScores extends Rates {
  readonly tp: number;
  readonly fn: number;
  readonly points: number;
  readonly cloud_mask_accuracy: number | null;
}

/** Scores of an instance, by name. */
export interface InstanceResult {
  readonly id: number;
  readonly scores: Readonly<Record<string, number | null>>;
}

/** Figures of an instance. */
export interface DrawnInstance {
  readonly id: number;
  /** Why this one: `worst`, `median`, `best`. */
  readonly rank: string;
  readonly dice: number;
  /** When and where, if that is known. */
  readonly place: string;
  /** SVG of our own making. */
  readonly figures: readonly string[];
}
