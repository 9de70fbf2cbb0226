/** Known height bins of the training set, and those of them with a cloud, for values that are predicted alike. */
export interface CloudCount {
  /** What is predicted for them. */
  readonly probability: number;
  readonly cloudy: number;
  readonly known: number;
}

/** A threshold, and the Dice of `probability > threshold`. */
export interface BestThreshold {
  readonly threshold: number;
  readonly dice: number;
}

/**
 * The threshold with the greatest Dice, 2 TP / (2 TP + FP + FN), which follows from the counts exactly: only those between two
 * neighbouring probabilities differ. The middle between the two is taken; of equal ones the greatest.
 * @returns threshold 0.5 without any cloud
 */
export function bestThreshold(counts: readonly CloudCount[]): BestThreshold {
  const sorted = counts.filter(({ probability }) => probability > 0).sort((a, b) => b.probability - a.probability);
  const allCloudy = counts.reduce((sum, { cloudy }) => sum + cloudy, 0);
  let best: BestThreshold = { threshold: 0.5, dice: allCloudy === 0 ? 1 : 0 };
  let [truePositives, predicted] = [0, 0];
  for (const [i, { probability, cloudy, known }] of sorted.entries()) {
    truePositives += cloudy;
    predicted += known;
    const next = sorted[i + 1]?.probability ?? 0;
    if (next === probability) continue;
    // 2 TP + FP + FN is what is predicted and what is there.
    const dice = (2 * truePositives) / (predicted + allCloudy);
    if (dice > best.dice) best = { threshold: (probability + next) / 2, dice };
  }
  return best;
}
