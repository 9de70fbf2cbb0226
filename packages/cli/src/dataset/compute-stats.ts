import type { FieldSelection, InstanceSource, Split, Statistics, ValueTransform } from "@atcs/dataset";
import type { Context } from "../command.ts";
import { CommandError, UsageError } from "../errors.ts";
import { readSplit } from "../figures/read-split.ts";
import { countText } from "../format/value.ts";
import { writeWhole } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import type { DatasetLibrary } from "./library.ts";
import { checkSplitName, localFile } from "./local-file.ts";

/** Options of `atcs stats` as commander parsed them. */
export interface StatsOptions {
  readonly split: string;
  readonly fields?: FieldSelection;
  readonly clip: "physical" | "published" | "none";
  readonly angles: ValueTransform["angles"];
}

/** What was computed. */
export interface StatsSummary {
  readonly dataset: string;
  readonly file: string;
  readonly split: string;
  /** Training instances. */
  readonly instances: number;
  readonly statistics: Statistics;
}

/** Compute the statistics of a split's training set and write them beside it. */
export async function computeStats(
  directory: string,
  { split: name, fields: wanted, clip, angles }: StatsOptions,
  library: DatasetLibrary,
  { io, signal }: Context,
): Promise<StatsSummary> {
  checkSplitName(library, name);
  const { source, store } = await library.openSource(directory, { signal });
  const progress = createProgress(io, { label: "atcs stats" });
  try {
    const file = localFile(store, library.statisticsFile(name));
    const split = await readSplit(library, store, name, signal);
    const train = trainingIds(library, source, split!, store.locate(library.splitFile(name)));
    const fields = chooseFields(library, source, wanted);
    const onProgress = (done: number, total: number): void =>
      progress.total.update({ done, total, detail: `${done} of ${countText(total, "instance")}` });
    onProgress(0, train.length);
    const options = { fields, clip: clip === "none" ? (false as const) : clip, angles, signal, onProgress };
    const statistics = await library.computeStatistics(source, train, options);
    await writeWhole(file, library.formatStatistics(statistics), "Check the directory.");
    return { dataset: directory, file, split: name, instances: train.length, statistics };
  } finally {
    await progress.stop();
    await source.close();
  }
}

function trainingIds(library: DatasetLibrary, source: InstanceSource, { train }: Split, file: string) {
  const strange = train.find((id) => !source.has(id));
  if (strange !== undefined) {
    const problem = `the training instance ${strange} is not in the dataset`;
    throw new library.DatasetError("DATASET_SPLIT", problem, { file, instanceId: strange });
  }
  if (train.length > 0) return train;
  throw new CommandError(`${file}: the split has no training instances`, {
    code: "DATASET_SPLIT",
    hint: "Make another one with: atcs split DIR",
    file,
  });
}

/** By default all that the dataset has: loading takes what it wants of them. */
function chooseFields(library: DatasetLibrary, source: InstanceSource, wanted: FieldSelection | undefined) {
  const stored = source.generation.fields;
  const asPairs = (fields: typeof stored): [string, string][] => fields.map(({ group, name }) => [group, name]);
  if (wanted === undefined) return asPairs(stored);
  try {
    return asPairs(library.resolveFields(wanted, { stored, file: source.name }));
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--fields: ${error.message}`);
    throw error;
  }
}
