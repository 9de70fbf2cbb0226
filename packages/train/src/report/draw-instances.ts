import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type InstanceSource, isDatasetError, openSource, readNpy } from "@atcs/dataset";
import type { RunConfig } from "../config/run-config.ts";
import { isTrainError, TrainError } from "../errors.ts";
import { runFiles } from "../run/layout.ts";
import { ioError, systemCode } from "../run/write-file.ts";
import { chooseInstances, type RankedInstance } from "./_choose-instances.ts";
import { drawInstance } from "./_draw-instance.ts";
import { chosenBins, heightsOf, type InstanceLabels } from "./_instance-labels.ts";
import type { DrawnInstance, ReportContent, SubsetEvaluation } from "./content.ts";

/** Of all figures together, in characters: reports must not become too large to be sent. */
const mostCharacters = 2_400_000;
/** Of a file of predictions at the labels of an instance. */
const mostBytes = 2 ** 28;

type Drawings = Pick<ReportContent, "drawn" | "notDrawn" | "heightsKm">;

/**
 * Figures of a few instances of an evaluation, from the dataset and the predictions of the run. What is not there, or does not
 * fit the scores any more, is left out and told.
 */
export async function drawInstances(
  run: string,
  config: RunConfig,
  evaluation: SubsetEvaluation,
  signal?: AbortSignal,
): Promise<Drawings> {
  const { source } = await openSource(config.dataset.path, { signal });
  try {
    const drawn: DrawnInstance[] = [];
    const notDrawn: string[] = [];
    let heightsKm: readonly number[] | undefined;
    let characters = 0;
    for (const ranked of chooseInstances(evaluation.instances)) {
      signal?.throwIfAborted();
      const { labels, figures } = await drawOne({ run, config, source, evaluation }, ranked, signal);
      heightsKm ??= labels && heightsOf(labels);
      if (typeof figures === "string") {
        notDrawn.push(figures);
        continue;
      }
      characters += figures.figures.reduce((sum, { length }) => sum + length, 0);
      if (characters <= mostCharacters) drawn.push(figures);
      else notDrawn.push(`Instance ${ranked.id} is not drawn: the report would become too large.`);
    }
    return { drawn, notDrawn, heightsKm };
  } finally {
    await source.close();
  }
}

/** {@link drawInstances}, and what keeps it from drawing as a sentence. */
export async function drawIfPossible(...parameters: Parameters<typeof drawInstances>): Promise<Drawings> {
  try {
    return await drawInstances(...parameters);
  } catch (error) {
    if (!isDatasetError(error)) throw error;
    return { drawn: [], notDrawn: [`There are no figures of instances: ${error.message}.`], heightsKm: undefined };
  }
}

interface Subject {
  readonly run: string;
  readonly config: RunConfig;
  readonly source: InstanceSource;
  readonly evaluation: SubsetEvaluation;
}

/** What is wrong with one instance is told, and does not keep the others from being drawn. */
async function drawOne(
  { run, config, source, evaluation }: Subject,
  ranked: RankedInstance,
  signal: AbortSignal | undefined,
): Promise<{ labels: InstanceLabels | undefined; figures: DrawnInstance | string }> {
  const { id } = ranked;
  const { task, threshold = config.training.threshold } = evaluation;
  let labels: InstanceLabels | undefined;
  try {
    if (!source.has(id)) throw new TrainError("TRAIN_RUN", "it is not in the dataset any more");
    labels = chosenBins(await source.readLabels(id, { signal }), config.dataset.heightBins);
    if (labels === undefined) throw new TrainError("TRAIN_RUN", "its labels do not have the height bins of the run");
    const prediction = await readPrediction(join(run, runFiles.predictions, evaluation.subset, `${id}.npy`));
    return { labels, figures: await drawInstance({ source, labels, prediction, task, threshold, ranked, signal }) };
  } catch (error) {
    // What cannot be drawn, such as points that lie nowhere, is a RangeError.
    if (!(error instanceof RangeError || isTrainError(error, "TRAIN_RUN") || isDatasetError(error))) throw error;
    return { labels, figures: `Instance ${id} is not drawn: ${error.message}.` };
  }
}

async function readPrediction(file: string): Promise<Uint8Array | Float32Array> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw new TrainError("TRAIN_RUN", `its prediction has ${size} bytes, more than ${mostBytes}`);
    bytes = await readFile(file);
  } catch (error) {
    if (systemCode(error) === "ENOENT") throw new TrainError("TRAIN_RUN", "there is no prediction of it in the run");
    throw ioError(error, file, "read");
  }
  const { data } = readNpy(bytes, { file });
  if (data instanceof Uint8Array || data instanceof Float32Array) return data;
  throw new TrainError("TRAIN_RUN", "its prediction is neither uint8 nor float32");
}
