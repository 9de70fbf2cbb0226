import { basename, join, resolve } from "node:path";
import { checkOptions, checkSignal } from "../config/check.ts";
import { runFiles } from "../run/layout.ts";
import { readRunConfig } from "../run/run-directory.ts";
import { writeWhole } from "../run/write-file.ts";
import type { ReportContent } from "./content.ts";
import { drawIfPossible } from "./draw-instances.ts";
import { readEnvironments } from "./read-environment.ts";
import { readEpochs } from "./read-epochs.ts";
import { readEvaluations } from "./read-evaluation.ts";
import { reportHtml } from "./report-html.ts";

/** Options of {@link writeReport}. */
export interface WriteReportOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Write `report.html` of a run: one page that needs nothing else, of what is there of the run: configuration, curves, scores of
 * its evaluations, and figures of a few instances where dataset and predictions are there. The same run gives the same bytes.
 *
 * @param run its directory
 * @returns the path of the report
 * @throws TrainError TRAIN_RUN when there is no run, or a file of it is damaged; TRAIN_CONFIG; TRAIN_IO; the
 * signal's reason. What is wrong with the dataset is told in the report
 */
export async function writeReport(run: string, options: WriteReportOptions = {}): Promise<string> {
  checkOptions("writeReport", options, ["signal"]);
  checkSignal(options.signal);
  options.signal?.throwIfAborted();
  const file = join(resolve(run), runFiles.report);
  await writeWhole(file, [reportHtml(await readReportContent(resolve(run), options.signal))]);
  return file;
}

/** What {@link writeReport} writes, as data. @throws as it does */
export async function readReportContent(run: string, signal?: AbortSignal): Promise<ReportContent> {
  const config = await readRunConfig(run);
  const evaluations = await readEvaluations(run, config.task);
  const [first] = evaluations;
  return {
    name: basename(run),
    config,
    epochs: await readEpochs(join(run, runFiles.metrics)),
    environments: await readEnvironments(join(run, runFiles.environment)),
    evaluations,
    ...(first === undefined ? { drawn: [], notDrawn: [] } : await drawIfPossible(run, config, first, signal)),
  };
}
