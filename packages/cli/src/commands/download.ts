import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { parseSha256, type RawDownloadOptions, toDownloadRequest } from "../download/options.ts";
import { datasetFailure, summaryJson, summaryText, summaryWarnings } from "../download/summary.ts";
import { jsonText } from "../format/json.ts";
import { writeWarnings } from "../format/warning.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";
import { parseDirectory, parseWhole } from "../simulate/options.ts";

/** `atcs download`: a published dataset, fetched, checked and unpacked. */
export const downloadCommand: CommandDefinition = {
  name: "download",
  summary: "fetch a published dataset, check it and unpack it",
  description:
    "Fetch the archive (tar.gz, tar or zip) of a dataset over HTTPS or HTTP, or take one that is here; compare its SHA-256, " +
    "look through it, unpack it, and read a few instances of the dataset. DIR appears when everything is unpacked; until " +
    "then all lies in DIR.download beside it. What breaks off is tried again and goes on where it stopped, also after " +
    "Ctrl-C, a crash or a new start: give the same command again.\n\n" +
    "An archive may be anybody's: names that would leave DIR on any system, devices, and files that would take one another's " +
    "place are refused before anything is written, and so is what has no room on the disk. Links are left out.",
  jsonHelp: "print what came as JSON",
  examples: [
    {
      command: "atcs download https://example.org/atcs.tar.gz --sha256 9f86d081… --out dataset",
      does: "Fetch, check and unpack a published dataset",
    },
    { command: "atcs download atcs.zip --out dataset", does: "An archive that is here already, which stays as it is" },
  ],
  configure(command: Command): void {
    command
      .argument("<source>", "https:, http: or file: URL of the archive, or its path")
      .requiredOption("-o, --out <dir>", "directory to be made; it may be there if it is empty", parseDirectory)
      .option("--sha256 <sum>", "the archive's sum, from where it is published", parseSha256)
      .option("--keep", "leave the fetched archive in DIR.download")
      .option("--max-ratio <n>", "most unpacked bytes for each byte, beyond 1 GB", parseWhole(1, 1e9), 250);
  },
  async run([source = ""], raw, context: Context): Promise<void> {
    const request = toDownloadRequest(source, raw as unknown as RawDownloadOptions);
    // Only here, because other commands do not need it.
    const [tools, { downloadDataset }] = await Promise.all([
      import("@atcs/dataset"),
      import("../download/download.ts"),
    ]);
    const summary = await downloadDataset(request, tools, context);
    await writeWarnings(context.io, "download", summaryWarnings(summary, request));
    const pieces = context.json ? [...jsonText(summaryJson(summary)), "\n"] : summaryText(summary);
    for (const block of joinPieces(pieces)) await writeTo(context.io.stdout, block);
    const failure = datasetFailure(summary);
    if (failure !== undefined) throw failure;
  },
};
