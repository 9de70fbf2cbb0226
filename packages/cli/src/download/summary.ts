import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { byteSizeText, countText } from "../format/value.ts";
import type { DownloadSummary } from "./download.ts";
import { downloadError } from "./errors.ts";
import type { DownloadRequest } from "./options.ts";

/** What `atcs download` prints for people. */
export function* summaryText(summary: DownloadSummary): Generator<string> {
  const { archive, format, archiveBytes, sha256, isVerified, keptArchive, contents, out, dataset } = summary;
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
  for (const [name, value] of lines) yield `${name.padEnd(10)}${escapeControls(value)}\n`;
}

/** What `atcs download --json` prints. */
export function summaryJson(summary: DownloadSummary): JsonValue {
  const { archive, format, archiveBytes, sha256, isVerified, fetchedBytes, keptArchive, out, contents, dataset } =
    summary;
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

/** Why the command has failed although the files are there; undefined when it has not. */
export function datasetFailure({ out, dataset }: DownloadSummary): Error | undefined {
  if (dataset === undefined) {
    const message = `${out}: unpacked, but there is no dataset at its top, nor in just one directory there`;
    return downloadError("DOWNLOAD_DATASET", message, { file: out });
  }
  const [first] = dataset.problems;
  if (first === undefined) return undefined;
  const more = dataset.problems.length > 1 ? ` (and ${dataset.problems.length - 1} more)` : "";
  return downloadError("DOWNLOAD_DATASET", `unpacked, but the dataset is damaged: ${first.message}${more}`, {
    file: dataset.path,
    hint: "The files are there as they were published; atcs validate DIR lists all that are damaged.",
  });
}
