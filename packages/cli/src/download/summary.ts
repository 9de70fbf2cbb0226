import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { byteSizeText, countText } from "../format/value.ts";
import type { DownloadSummary } from "./download.ts";
import { downloadError } from "./errors.ts";
import { searchLimits } from "./find-dataset.ts";
import type { DownloadRequest } from "./options.ts";

/** What `atcs download` prints for people. */
export function* summaryText(summary: DownloadSummary): Generator<string> {
  const { archive, format, archiveBytes, sha256, isVerified, keptArchive, contents, out, datasets, dataset } = summary;
  const lines: [string, string][] = [
    ["archive", `${archive}, ${format}, ${byteSizeText(archiveBytes)}`],
    ["sha256", `${sha256}, ${isVerified ? "as expected" : "compared with nothing"}`],
    ["unpacked", `${countText(contents.files, "file")}, ${byteSizeText(contents.bytes)}, to ${out}`],
  ];
  if (keptArchive !== undefined) lines.push(["kept", keptArchive]);
  if (dataset?.layout !== undefined) {
    const { path, layout, instances, checked, problems } = dataset;
    const state =
      problems.length === 0 ? `${checked.length} of them read: sound` : countText(problems.length, "problem");
    lines.push(["dataset", `${path}, ${layout}, ${countText(instances, "instance")}, ${state}`]);
  }
  if (datasets.length > 1) for (const path of datasets) lines.push(["dataset", `${path}, not looked into`]);
  for (const [name, value] of lines) yield `${name.padEnd(10)}${escapeControls(value)}\n`;
}

/** What `atcs download --json` prints. */
export function summaryJson(summary: DownloadSummary): JsonValue {
  const {
    archive,
    format,
    archiveBytes,
    sha256,
    isVerified,
    fetchedBytes,
    keptArchive,
    out,
    contents,
    datasets,
    dataset,
  } = summary;
  return {
    archive,
    format,
    archiveBytes,
    sha256,
    verified: isVerified,
    fetchedBytes,
    ...(keptArchive !== undefined && { keptArchive }),
    out,
    files: contents.files,
    bytes: contents.bytes,
    linksLeftOut: contents.links,
    datasets: [...datasets],
    dataset:
      dataset === undefined
        ? null
        : {
            path: dataset.path,
            layout: dataset.layout ?? null,
            instances: dataset.instances,
            checked: [...dataset.checked],
            problems: dataset.problems.map(({ instance, message }) => ({ instance, message })),
          },
  };
}

/** What the user may not expect. */
export function summaryWarnings(
  { contents: { links, firstLink }, sha256, isVerified }: DownloadSummary,
  { source }: DownloadRequest,
): string[] {
  const warnings: string[] = [];
  if (!isVerified) {
    const isOpen = source.kind === "url" && source.url.protocol === "http:";
    const from = isOpen ? "it came unencrypted, and " : "";
    warnings.push(
      `${from}without --sha256 nothing tells whether the archive is the published one; its sum is ${sha256}`,
    );
  }
  if (links > 0) warnings.push(`${countText(links, "link")} left out, the first ${firstLink}: links are never made`);
  return warnings;
}

const limitText = `the first ${searchLimits.directories} were looked into, ${searchLimits.depth} levels deep`;

/** Most that are named in a message. */
const mostNamed = 5;

/** None is taken: only the user knows which is meant. */
function severalDatasets(out: string, datasets: readonly string[]): Error {
  const named = datasets.slice(0, mostNamed).join(", ");
  const more = datasets.length > mostNamed ? ` and ${datasets.length - mostNamed} more` : "";
  return downloadError(
    "DOWNLOAD_DATASET",
    `${out}: unpacked, but it holds ${datasets.length} datasets: ${named}${more}`,
    {
      file: out,
      hint: "Look into the one that you want with: atcs validate DIR",
    },
  );
}

/** Why the command has failed although the files are there; undefined when it has not. */
export function datasetFailure({ out, datasets, isCutShort, dataset }: DownloadSummary): Error | undefined {
  if (dataset === undefined) {
    if (datasets.length > 1) return severalDatasets(out, datasets);
    const where = isCutShort ? ` (of its directories, ${limitText})` : "";
    return downloadError("DOWNLOAD_DATASET", `${out}: unpacked, but there is no dataset in it${where}`, { file: out });
  }
  const [first] = dataset.problems;
  if (first === undefined) return undefined;
  const more = dataset.problems.length > 1 ? ` (and ${dataset.problems.length - 1} more)` : "";
  return downloadError("DOWNLOAD_DATASET", `unpacked, but the dataset is damaged: ${first.message}${more}`, {
    file: dataset.path,
    hint: "The files are there as they were published; atcs validate DIR lists all that are damaged.",
  });
}
