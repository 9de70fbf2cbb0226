import type { Task } from "../tasks.ts";
import type { BinaryScores, Rates } from "./rates.ts";

/**
 * Scores of every task. The counts and rates are about cloud or no cloud, also for `seg_3d`, so that tasks compare: of
 * the known bins of the 3-D tasks, of the columns of `bin_seg_2d`. What has no data is null; what a task does not
 * define is absent.
 */
export interface CloudSummary extends BinaryScores {
  /** Label points that took part: those with a known bin. */
  readonly points: number;
  /** Label points of which every bin is unknown. */
  readonly unlabelled: number;
  /** Share of the points whose column is rightly clear or cloudy. Unknown bins are left out of truth and prediction. */
  readonly cloud_mask_accuracy: number | null;
  /** How much of each cloud type was found as cloud, of any type; types 1 to 8 in order. */
  readonly cloudTypes: readonly CloudTypeSummary[];
}

/** How much of a cloud type was found. */
export interface CloudTypeSummary {
  /** 1 to 8. */
  readonly type: number;
  readonly name: string;
  /** Known bins of this type that were found as cloud; of `bin_seg_2d`, columns with this type at their top. */
  readonly tp: number;
  /** Those that were not. */
  readonly fn: number;
  /** tp / (tp + fn), null where the type does not occur. */
  readonly recall: number | null;
}

/** Scores of a 3-D task. */
export interface ProfileSummary extends CloudSummary {
  /** Share of the points whose highest cloudy bin, or absence of one, is right. */
  readonly cloud_top_height_bin_accuracy: number | null;
  /** Mean absolute difference of the highest cloudy bins, in bins, over the points cloudy in truth and prediction. */
  readonly cloud_top_height_bin_offset: number | null;
  /** The same in metres, over those of these points of which both heights are known. */
  readonly cloud_top_height_bin_offset_m: number | null;
  /** The points of the offset in bins. */
  readonly cloudyInBoth: number;
  /** The points of the offset in metres. */
  readonly cloudyInBothWithHeights: number;
  /** Shape [K], from the top. */
  readonly heightBins: readonly HeightBinSummary[];
}

/** Cloud or no cloud in one height bin. */
export interface HeightBinSummary extends BinaryScores {
  /** Its number, counted from `firstBin`. */
  readonly bin: number;
}

/** Scores of `seg_3d`. */
export interface Seg3dSummary extends ProfileSummary {
  /** Share of the known bins of the right class. */
  readonly cloud_scenario_accuracy: number | null;
  /** Each class against all others; 0 to 8 in order. */
  readonly classes: readonly ClassSummary[];
  /** Mean over the nine classes, of those for which a rate is not null. */
  readonly mean: Rates;
  /** Known bins by true class (row) and predicted class (column), 9 x 9. */
  readonly confusionMatrix: readonly (readonly number[])[];
  /** Shape [K], from the top. */
  readonly heightBins: readonly (HeightBinSummary & Pick<Seg3dSummary, "cloud_scenario_accuracy">)[];
}

/** One class against all others. */
export interface ClassSummary extends BinaryScores {
  /** 0 to 8; 0 is no cloud. */
  readonly class: number;
  readonly name: string;
}

/** What is known of each task. */
export interface SummaryByTask {
  readonly seg_3d: Seg3dSummary;
  readonly bin_seg_3d: ProfileSummary;
  readonly bin_seg_2d: CloudSummary;
}

/** Scores of a task. */
export type Summary<T extends Task = Task> = SummaryByTask[T];
