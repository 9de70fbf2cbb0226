import { join, resolve } from "node:path";
import { writeWhole } from "../run/write-file.ts";
import { sweepFiles } from "./layout.ts";
import { type SweepSummary, summarizeSweep } from "./summarize-sweep.ts";
import { summaryChart } from "./summary-chart.ts";
import { summaryTable } from "./summary-table.ts";

/**
 * Write `summary.json`, `summary.md` and `summary.svg` of a sweep, as far as it is.
 * @param sweep its directory
 * @throws TrainError as {@link summarizeSweep}, and TRAIN_IO
 */
export async function writeSweepSummary(sweep: string): Promise<SweepSummary> {
  const directory = resolve(sweep);
  const summary = await summarizeSweep(directory);
  await writeWhole(join(directory, sweepFiles.summary), [`${JSON.stringify(summary, null, 2)}\n`]);
  await writeWhole(join(directory, sweepFiles.chart), [summaryChart(summary)]);
  await writeWhole(join(directory, sweepFiles.table), [summaryTable(summary)]);
  return summary;
}
