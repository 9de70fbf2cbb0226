import type { ScheduleState } from "../run/progress.ts";

/** How the learning rate falls. */
export interface PlateauOptions {
  /** Evaluations without a better Dice after which one more makes it fall. */
  readonly patience: number;
  /** What it is multiplied by, between 0 and 1. */
  readonly factor: number;
}

/** A Dice is better when it is above the best by this share of it: the default of PyTorch. */
const threshold = 1e-4;
/** A learning rate that would fall by no more than this stays: the default of PyTorch. */
const smallestChange = 1e-8;

/** Before the first evaluation. */
export function initialSchedule(learningRate: number): ScheduleState {
  return { learningRate, best: null, sinceBest: 0 };
}

/**
 * The learning rate after an evaluation, as `torch.optim.lr_scheduler.ReduceLROnPlateau` has it with mode "max", threshold
 * 1e-4 relative, no cooldown and no smallest learning rate: it falls when `patience + 1` evaluations in a row were no better
 * than the best.
 *
 * @param dice null when nothing was evaluated, which changes nothing
 */
export function reduceOnPlateau(
  state: ScheduleState,
  dice: number | null,
  { patience, factor }: PlateauOptions,
): ScheduleState {
  if (dice === null) return state;
  const { learningRate, best } = state;
  if (best === null || dice > best * (1 + threshold)) return { learningRate, best: dice, sinceBest: 0 };
  const sinceBest = state.sinceBest + 1;
  if (sinceBest <= patience) return { learningRate, best, sinceBest };
  const reduced = learningRate * factor;
  return { learningRate: learningRate - reduced > smallestChange ? reduced : learningRate, best, sinceBest: 0 };
}
