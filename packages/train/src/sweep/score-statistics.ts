/** How a score spreads over the seeds of a variant. */
export interface ScoreStatistics {
  /** Runs that have it. */
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Of the sample, with n - 1; null of a single run. */
  readonly standardDeviation: number | null;
}

/** @returns null without any score */
export function scoreStatistics(scores: readonly number[]): ScoreStatistics | null {
  const count = scores.length;
  if (count === 0) return null;
  const mean = scores.reduce((sum, score) => sum + score, 0) / count;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return {
    count,
    mean,
    min: Math.min(...scores),
    max: Math.max(...scores),
    standardDeviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null,
  };
}
