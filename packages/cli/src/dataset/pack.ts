import { lstat } from "node:fs/promises";
import type { DatasetStore, InstanceSource } from "@atcs/dataset";
import type * as packing from "@atcs/dataset/pack";
import type { Context } from "../command.ts";
import { CommandError } from "../errors.ts";
import type { JsonValue } from "../format/json.ts";
import { byteSizeText, countText } from "../format/value.ts";
import { createProgress } from "../progress/progress.ts";
import { type FoundSplit, findSplits } from "./find-splits.ts";
import type { DatasetLibrary } from "./library.ts";
import { noInstances } from "./split-dataset.ts";
import { summaryLines } from "./summary-lines.ts";

/** Options of `atcs pack` as commander parsed them. */
export interface PackCommandOptions {
  readonly out: string;
  readonly codec: packing.ZarrCodec;
}

/** What was packed. */
export interface PackSummary extends packing.PackResult {
  readonly dataset: string;
  readonly out: string;
  readonly codec: packing.ZarrCodec;
  /** Names of the splits that went along. */
  readonly splits: readonly string[];
}

/** What packing is done with. */
export interface PackTools {
  readonly library: DatasetLibrary;
  readonly packing: Pick<typeof packing, "directorySink" | "packDataset">;
}

/** Write a dataset, with its splits and their statistics, as Zarr. */
export async function pack(
  directory: string,
  { out, codec }: PackCommandOptions,
  tools: PackTools,
  { io, signal }: Context,
): Promise<PackSummary> {
  await refuseExisting(out);
  const { source, store } = await tools.library.openSource(directory, { signal });
  const progress = createProgress(io, { label: "atcs pack" });
  try {
    if (source.ids.length === 0) throw noInstances(directory);
    const found = await findSplits(tools.library, store, undefined, signal);
    const damaged = found.flatMap(({ errors }) => errors)[0];
    if (damaged !== undefined) throw damaged;
    for (const split of found) checkStatistics(tools.library, source, split, store);
    const sink = await tools.packing.directorySink(out);
    const result = await tools.packing.packDataset({
      source,
      sink,
      codec,
      documents: new Map(found.flatMap(({ documents }) => [...documents])),
      signal,
      onProgress: ({ instancesDone, instances, bytesWritten }) => {
        const detail = `${instancesDone} of ${countText(instances, "instance")}, ${byteSizeText(bytesWritten)}`;
        progress.total.update({ done: instancesDone, total: instances, detail });
      },
    });
    return { dataset: directory, out, codec, splits: found.map(({ name }) => name), ...result };
  } finally {
    await progress.stop();
    await source.close();
  }
}

/** They must be of this dataset: better told now than when the copy of it does not load. */
function checkStatistics(
  { DatasetError, statisticsFile }: DatasetLibrary,
  { generation }: InstanceSource,
  { name, statistics }: FoundSplit,
  store: DatasetStore,
): void {
  if (statistics === undefined) return;
  const stored = new Set(generation.fields.map((field) => field.name));
  const { fields, channels } = statistics;
  const strange = [...fields.map(([, field]) => field), ...channels.map(({ field }) => field)].find(
    (field) => !stored.has(field),
  );
  if (strange === undefined) return;
  const problem = `it is of ${strange.slice(0, 40)}, which is no field of this dataset: remove it, or compute it again`;
  throw new DatasetError("DATASET_STATS", problem, { file: store.locate(statisticsFile(name)) });
}

async function refuseExisting(out: string): Promise<void> {
  if ((await lstat(out).catch(() => undefined)) === undefined) return;
  throw new CommandError(`${out}: it exists already`, {
    code: "PACK_EXISTS",
    hint: "Remove it, or choose another --out.",
    file: out,
  });
}

/** What `atcs pack` prints for people. */
export function packText({
  dataset,
  out,
  codec,
  splits,
  instances,
  points,
  bytesWritten,
}: PackSummary): Iterable<string> {
  return summaryLines([
    ["dataset", `${dataset}, ${countText(instances, "instance")}, ${countText(points, "label point")}`],
    ["splits", splits.length === 0 ? "none" : splits.join(", ")],
    ["codec", codec],
    ["written", `${out}, ${byteSizeText(bytesWritten)}`],
  ]);
}

/** What `atcs pack --json` prints. */
export function packJson({ splits, ...rest }: PackSummary): JsonValue {
  return { ...rest, splits: [...splits] };
}
