import type { InstanceSource, Task } from "@atcs/dataset";
import {
  type CurtainPanel,
  cloudMaskClasses,
  cloudTypeClasses,
  curtainView,
  type FigureClass,
  imagePanels,
  labelCurtain,
  labelPositions,
  storedTrueColour,
  trueColourChannels,
} from "@atcs/dataset/figures";
import { ScoreBoard } from "@atcs/dataset/metrics";
import { TrainError } from "../errors.ts";
import type { RankedInstance } from "./_choose-instances.ts";
import type { InstanceLabels } from "./_instance-labels.ts";
import { placeText } from "./_place-text.ts";
import type { DrawnInstance } from "./content.ts";

/** What is drawn of an instance. */
export interface InstanceContent {
  readonly source: InstanceSource;
  readonly labels: InstanceLabels;
  /** Of the task. */
  readonly prediction: Uint8Array | Float32Array;
  readonly task: Task;
  /** Of the binary tasks. */
  readonly threshold: number;
  readonly ranked: RankedInstance;
  readonly signal: AbortSignal | undefined;
}

/** Widths at which their text can be read on a phone. */
const widthMm = 88;

/**
 * Curtains of truth and prediction, the image with the track, and the prediction over the image.
 * @throws TrainError TRAIN_RUN when the prediction is not the one that was scored
 */
export async function drawInstance(content: InstanceContent): Promise<DrawnInstance> {
  const { source, labels, task, ranked, signal } = content;
  checkScore(content);
  const { panels, classes } = panelsOf(content);
  const info = source.info(ranked.id);
  const title = `Instance ${ranked.id}`;
  const figures = [labelCurtain(labels, panels, { title, widthMm, panelHeightMm: 26, classes })];
  const { fields } = source.generation;
  const channels = trueColourChannels(fields);
  if (channels.length > 0) {
    const stored = await source.readImage(ranked.id, channels, { signal });
    const image = storedTrueColour(stored, fields);
    stored.release?.();
    const positions = labelPositions(labels);
    figures.push(imagePanels([{ title, image, positions }], { title: "True colour", widthMm }));
    if (task !== "bin_seg_2d" && labels.count >= 2) {
      const { count, bins, height } = labels;
      const content = { image, count, bins, positions, height, values: panels.at(-1)!.values };
      figures.push(curtainView(content, { title: "Prediction over the image", widthMm, classes }));
    }
  }
  const { id, rank, dice } = ranked;
  return { id, rank, dice, place: placeText(info), figures };
}

/** Counts and scores that change with almost every change of a prediction. */
const telling = ["tp", "fp", "fn", "tn", "cloud_scenario_accuracy", "cloud_top_height_bin_offset"];

/** What was predicted again since the evaluation must not be shown with its scores. */
function checkScore({ labels, prediction, task, threshold, ranked }: InstanceContent): void {
  const expected = task === "seg_3d" ? Uint8Array : Float32Array;
  const points = labels.count * (task === "bin_seg_2d" ? 1 : labels.bins);
  const again = "evaluate the run again";
  if (!(prediction instanceof expected) || prediction.length !== points) {
    throw new TrainError("TRAIN_RUN", `its prediction does not fit its labels: ${again}`);
  }
  const board = new ScoreBoard({ task, bins: labels.bins, threshold });
  const summary: object = board.add({ truth: labels.truth, prediction }).summary();
  const isSame = (name: string): boolean => (ranked.scores[name] ?? null) === (Reflect.get(summary, name) ?? null);
  if (telling.every(isSame)) return;
  throw new TrainError("TRAIN_RUN", `its prediction is not the one that was scored: ${again}`);
}

function panelsOf(content: InstanceContent): { panels: CurtainPanel[]; classes: readonly FigureClass[] } {
  const { labels, prediction, task } = content;
  const { bins, truth } = labels;
  if (task === "seg_3d") {
    const panels = [
      { title: "Truth", values: truth },
      { title: "Prediction", values: prediction },
    ];
    return { panels, classes: cloudTypeClasses };
  }
  // Compared in float32, as scores are.
  const threshold = Math.fround(content.threshold);
  const found = Uint8Array.from(prediction, (probability) => (probability > threshold ? 1 : 0));
  const mask = truth.map((type) => (type === unknown ? unknown : Math.min(type, 1)));
  const panels = [
    { title: "Truth", values: mask },
    { title: panelTitle[task], values: task === "bin_seg_2d" ? asColumns(found, bins) : found },
  ];
  return { panels, classes: cloudMaskClasses };
}

const unknown = 255;
const panelTitle: Readonly<Record<Exclude<Task, "seg_3d">, string>> = {
  bin_seg_3d: "Prediction",
  bin_seg_2d: "Prediction: cloud at any height",
};

/** One value for each point as one for each of its bins. */
function asColumns(values: Uint8Array, bins: number): Uint8Array {
  return Uint8Array.from({ length: values.length * bins }, (_, i) => values[Math.floor(i / bins)]!);
}
