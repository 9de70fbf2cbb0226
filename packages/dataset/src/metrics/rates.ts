/** Decisions about cloud or no cloud, by what is true. */
export interface BinaryCounts {
  /** Rightly found. */
  readonly tp: number;
  /** Found where there is none. */
  readonly fp: number;
  /** Not found where there is one. */
  readonly fn: number;
  /** Rightly not found. */
  readonly tn: number;
}

/** What follows from the counts: shares from 0 to 1, null where there is nothing to divide by; never NaN. */
export interface Rates {
  /** tp / (tp + fp): of what was found, how much is there. Null when nothing was found. */
  readonly precision: number | null;
  /** tp / (tp + fn): of what is there, how much was found. Null when nothing is there. */
  readonly recall: number | null;
  /** 2 tp / (2 tp + fp + fn), the F1 score. 1 when nothing is there and nothing was found; null without any decision. */
  readonly dice: number | null;
  /** tp / (tp + fp + fn), the Jaccard index: always dice / (2 - dice), so 1 and null as dice. */
  readonly iou: number | null;
  /** (tp + tn) / all. Null without any decision. */
  readonly accuracy: number | null;
}

/** Counts and what follows from them. */
export interface BinaryScores extends BinaryCounts, Rates {}

/** Precision, recall, Dice, IoU and accuracy of some counts. */
export function binaryScores({ tp, fp, fn, tn }: BinaryCounts): BinaryScores {
  const all = tp + fp + fn + tn;
  const bothEmpty = all > 0 && tp + fp + fn === 0;
  return {
    tp,
    fp,
    fn,
    tn,
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    dice: bothEmpty ? 1 : share(2 * tp, 2 * tp + fp + fn),
    iou: bothEmpty ? 1 : share(tp, tp + fp + fn),
    accuracy: share(tp + tn, all),
  };
}

/** Means of each rate, of those that are not null; null when all are. */
export function meanRates(rates: readonly Rates[]): Rates {
  const mean = (name: keyof Rates): number | null => {
    const values = rates.map((one) => one[name]).filter((value) => value !== null);
    return share(
      values.reduce((sum, value) => sum + value, 0),
      values.length,
    );
  };
  return {
    precision: mean("precision"),
    recall: mean("recall"),
    dice: mean("dice"),
    iou: mean("iou"),
    accuracy: mean("accuracy"),
  };
}

/** The quotient, or null for a divisor of 0. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
