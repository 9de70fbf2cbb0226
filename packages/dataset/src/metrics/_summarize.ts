import { cloudTypes } from "@atcs/colocate";
import type { Task } from "../tasks.ts";
import type { Counts } from "./_counts.ts";
import type { Settings } from "./_settings.ts";
import { type BinaryCounts, binaryScores, meanRates, share } from "./rates.ts";
import type {
  ClassSummary,
  CloudSummary,
  CloudTypeSummary,
  HeightBinSummary,
  ProfileSummary,
  Seg3dSummary,
  Summary,
} from "./summary.ts";

/** How often a true type (row, 9) was predicted as a class (column, 9 or 2). */
type Matrix = readonly (readonly number[])[];

/** Scores from counts. */
export function summarize<T extends Task>(settings: Settings<T>, counts: Counts): Summary<T> {
  const classes = settings.task === "seg_3d" ? 9 : 2;
  const matrices = binMatrices(counts.table, classes);
  const total = sumOf(matrices, classes);
  const cloud = summarizeCloud(counts, total);
  if (settings.task === "bin_seg_2d") return cloud satisfies CloudSummary as Summary<T>;
  const heightBins = matrices.map((matrix, k) => summarizeBin(matrix, settings.firstBin + k));
  const profile: ProfileSummary = { ...cloud, ...summarizeTops(counts), heightBins };
  if (settings.task === "bin_seg_3d") return profile as Summary<T>;
  return summarizeClasses(profile, matrices, total) satisfies Seg3dSummary as Summary<T>;
}

function summarizeCloud({ points }: Counts, total: Matrix): CloudSummary {
  return {
    ...binaryScores(cloudCounts(total)),
    points: points.points,
    unlabelled: points.unlabelled,
    cloud_mask_accuracy: share(points.maskTp + points.maskTn, points.points),
    cloudTypes: total.map(summarizeType).slice(1),
  };
}

function summarizeType(found: readonly number[], type: number): CloudTypeSummary {
  const all = sum(found);
  const fn = found[0]!;
  return { type, name: cloudTypes[type]!.name, tp: all - fn, fn, recall: share(all - fn, all) };
}

function summarizeTops({ points }: Counts): Omit<ProfileSummary, keyof CloudSummary | "heightBins"> {
  return {
    cloud_top_height_bin_accuracy: share(points.topRight, points.points),
    cloud_top_height_bin_offset: share(points.topOffsetBins, points.maskTp),
    cloud_top_height_bin_offset_m: share(points.topOffsetMetres, points.topHeights),
    cloudyInBoth: points.maskTp,
    cloudyInBothWithHeights: points.topHeights,
  };
}

function summarizeBin(matrix: Matrix, bin: number): HeightBinSummary {
  return { bin, ...binaryScores(cloudCounts(matrix)) };
}

function summarizeClasses(profile: ProfileSummary, matrices: readonly Matrix[], total: Matrix): Seg3dSummary {
  const classes = cloudTypes.map(({ name }, type) => summarizeClass(total, type, name));
  return {
    ...profile,
    cloud_scenario_accuracy: diagonalShare(total),
    classes,
    mean: meanRates(classes),
    confusionMatrix: total,
    heightBins: profile.heightBins.map((bin, k) => ({ ...bin, cloud_scenario_accuracy: diagonalShare(matrices[k]!) })),
  };
}

function summarizeClass(total: Matrix, type: number, name: string): ClassSummary {
  const row = total[type]!;
  const tp = row[type]!;
  const fn = sum(row) - tp;
  const fp = sum(total.map((found) => found[type]!)) - tp;
  const tn = sum(total.map(sum)) - tp - fn - fp;
  return { class: type, name, ...binaryScores({ tp, fp, fn, tn }) };
}

/** Cloud or no cloud, of any types and classes. */
function cloudCounts([clear, ...cloudy]: Matrix): BinaryCounts {
  const tn = clear![0]!;
  const fn = sum(cloudy.map((found) => found[0]!));
  return { tp: sum(cloudy.map(sum)) - fn, fp: sum(clear!) - tn, fn, tn };
}

function diagonalShare(matrix: Matrix): number | null {
  return share(sum(matrix.map((row, type) => row[type]!)), sum(matrix.map(sum)));
}

/** The table [K, 9, classes] as K matrices. */
function binMatrices(table: Float64Array, classes: number): Matrix[] {
  const row = (first: number): number[] => Array.from(table.subarray(first, first + classes));
  const matrix = (bin: number): Matrix => Array.from({ length: 9 }, (_, type) => row((bin * 9 + type) * classes));
  return Array.from({ length: table.length / (9 * classes) }, (_, bin) => matrix(bin));
}

function sumOf(matrices: readonly Matrix[], classes: number): Matrix {
  const total = Array.from({ length: 9 }, () => new Array<number>(classes).fill(0));
  for (const matrix of matrices) {
    for (let type = 0; type < 9; type++) {
      for (let found = 0; found < classes; found++) total[type]![found]! += matrix[type]![found]!;
    }
  }
  return total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
