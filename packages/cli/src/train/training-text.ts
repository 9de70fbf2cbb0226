import type { EpochMetrics } from "@atcs/train";
import { byteSizeText } from "../format/value.ts";

/** "0.5321"; "unknown" where nothing is cloudy or nothing was evaluated. */
export function scoreText(score: number | null | undefined): string {
  return score === null || score === undefined ? "unknown" : score.toFixed(4);
}

/** A loss, with four digits. */
export function lossText(loss: number): string {
  return String(Number(loss.toPrecision(4)));
}

/** Images a second, with three digits. */
export function rateText(imagesPerSecond: number): string {
  return `${Number(imagesPerSecond.toPrecision(3))} images/s`;
}

/** The line that stays of an epoch. */
export function epochText({ epoch, train, val, best, ...rest }: EpochMetrics, epochs: number): string {
  const { learningRate, imagesPerSecond, waiting, memory } = rest;
  const validation =
    val === null
      ? []
      : [`validation loss ${lossText(val.loss)}, Dice ${scoreText(val.dice)}${best ? ", the best so far" : ""}`];
  const speed = `${rateText(imagesPerSecond)}, ${Math.round(100 * waiting)} % waiting for data, ${byteSizeText(memory)}`;
  const parts = [
    `loss ${lossText(train.loss)}, Dice ${scoreText(train.dice)}`,
    ...validation,
    `learning rate ${Number(learningRate.toPrecision(4))}`,
    speed,
  ];
  return `epoch ${epoch} of ${epochs}: ${parts.join("; ")}`;
}
