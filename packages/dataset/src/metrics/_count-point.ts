import { unknownLabel } from "@atcs/colocate";
import type { Counts } from "./_counts.ts";
import type { DecidedBatch } from "./_decide.ts";
import type { Settings } from "./_settings.ts";

/** Count a point of a batch. */
export type CountPoint = (counts: Counts, batch: DecidedBatch, point: number) => void;

/** How the points of a task are counted. */
export function pointCounter({ task, bins }: Settings): CountPoint {
  if (task === "bin_seg_2d") return (counts, batch, point) => countColumn(counts, batch, point, bins);
  const classes = task === "seg_3d" ? 9 : 2;
  return (counts, batch, point) => countProfile(counts, batch, point, bins, classes);
}

/** Of a 3-D task. Unknown bins are passed over in truth and prediction, as if the column did not have them. */
function countProfile(counts: Counts, batch: DecidedBatch, point: number, bins: number, classes: number): void {
  const { table } = counts;
  const { truth, decided } = batch;
  const first = point * bins;
  let known = 0;
  let trueTop = -1;
  let foundTop = -1;
  for (let k = 0; k < bins; k++) {
    const type = truth[first + k]!;
    if (type === unknownLabel) continue;
    const found = decided[first + k]!;
    table[(k * 9 + type) * classes + found]!++;
    known++;
    if (type !== 0 && trueTop < 0) trueTop = k;
    if (found !== 0 && foundTop < 0) foundTop = k;
  }
  if (known === 0) {
    counts.points.unlabelled++;
    return;
  }
  countMask(counts, trueTop >= 0, foundTop >= 0);
  if (trueTop === foundTop) counts.points.topRight++;
  if (trueTop >= 0 && foundTop >= 0) countTopOffset(counts, batch.heights, first + trueTop, first + foundTop);
}

/** Of `bin_seg_2d`. The type of a cloudy column is that of its highest cloudy bin. */
function countColumn(counts: Counts, { truth, decided }: DecidedBatch, point: number, bins: number): void {
  let type = unknownLabel;
  for (let i = point * bins; i < (point + 1) * bins && (type === 0 || type === unknownLabel); i++) {
    if (truth[i] !== unknownLabel) type = truth[i]!;
  }
  if (type === unknownLabel) {
    counts.points.unlabelled++;
    return;
  }
  const found = decided[point]!;
  counts.table[type * 2 + found]!++;
  countMask(counts, type !== 0, found !== 0);
}

function countMask({ points }: Counts, cloudy: boolean, found: boolean): void {
  points.points++;
  if (cloudy && found) points.maskTp++;
  else if (cloudy) points.maskFn++;
  else if (found) points.maskFp++;
  else points.maskTn++;
}

/** @param trueTop, foundTop elements of the highest cloudy bins, of one point */
function countTopOffset({ points }: Counts, heights: Int16Array | undefined, trueTop: number, foundTop: number): void {
  points.topOffsetBins += Math.abs(trueTop - foundTop);
  const trueHeight = heights?.[trueTop];
  const foundHeight = heights?.[foundTop];
  if (!isHeight(trueHeight) || !isHeight(foundHeight)) return;
  points.topHeights++;
  points.topOffsetMetres += Math.abs(trueHeight - foundHeight);
}

/** The range of CloudSat's bins; missing heights are -9999 or a fill outside of it. */
function isHeight(height: number | undefined): height is number {
  return height !== undefined && height >= -5000 && height <= 30_000;
}
