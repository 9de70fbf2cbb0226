import type { GranulePrediction, Predictor, WrittenClimatology, WrittenPredictions } from "@atcs/train";
import { summaryLines } from "../dataset/summary-lines.ts";
import { scoreText } from "../train/training-text.ts";

/** What `atcs predict` prints for people. */
export function instancesText(written: WrittenPredictions, predictor: Predictor): Iterable<string> {
  return summaryLines([...networkLines(predictor), ...writtenLines(written)]);
}

/** What `atcs predict --granule` prints for people. */
export function granuleText(
  { file, rows, cols, pixels, tiles }: GranulePrediction,
  predictor: Predictor,
): Iterable<string> {
  return summaryLines([
    ...networkLines(predictor),
    ["image", `${rows} x ${cols} pixels, ${pixels} of them predicted from ${tiles} tiles`],
    ["written", file],
  ]);
}

/** What `atcs predict --baseline climatology` prints for people. */
export function climatologyText(written: WrittenClimatology): Iterable<string> {
  const { best } = written.climatology;
  return summaryLines([
    ["model", "climatology of the training set"],
    ...(best === undefined
      ? []
      : [
          [
            "threshold",
            `${Number(best.threshold.toPrecision(4))}, with a Dice of ${scoreText(best.dice)} on the training set`,
          ] as const,
        ]),
    ...writtenLines(written),
  ]);
}

type Lines = readonly (readonly [name: string, value: string])[];

function networkLines({ model, session }: Predictor): Lines {
  const epoch = model.epoch === null ? "" : ` after epoch ${model.epoch}`;
  return [
    ["model", `${model.name}${epoch}, ${model.checkpoint}`],
    ["engine", `${session.engine} on ${session.device}`],
  ];
}

function writtenLines({ directory, instances, kept }: WrittenPredictions): Lines {
  return [
    ["instances", `${instances}${kept > 0 ? `, ${kept} of them made before` : ""}`],
    ["written", directory],
  ];
}
