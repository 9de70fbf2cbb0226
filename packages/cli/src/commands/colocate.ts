import { defaultMaxTimeOffsetSec } from "@atcs/colocate";
import { type Command, InvalidArgumentError } from "commander";
import { colocationJson } from "../colocate/json.ts";
import { colocationText } from "../colocate/text.ts";
import type { CommandDefinition } from "../command.ts";
import { jsonText } from "../format/json.ts";
import { writeWarnings } from "../format/warning.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";

interface ColocateOptions {
  readonly parasol: string;
  readonly cldclass: string;
  readonly sync?: string;
  readonly minViews: number;
  readonly maxTimeOffset: number;
  readonly summary?: boolean;
}

/** `atcs colocate`: where the profiles of a CLDCLASS granule fall in a PARASOL image. */
export const colocateCommand: CommandDefinition = {
  name: "colocate",
  summary: "find where CloudSat profiles fall in a PARASOL image",
  description:
    "For every profile of a CLDCLASS granule: the nearest pixel of the PARASOL image in each quadrant (north-west, " +
    "north-east, south-west, south-east; none farther than 20 km), the WGS-84 distances, and weights by inverse " +
    "distance. A profile with a pixel in all four is enclosed. A pixel counts when it has at least --min-views views.",
  jsonHelp: "print profiles and summary as JSON",
  examples: [
    {
      command: "atcs colocate --parasol image.h5 --cldclass labels.hdf --summary",
      does: "How well two granules fit together",
    },
    {
      command: "atcs colocate --parasol image.h5 --cldclass labels.hdf --min-views 13 --json",
      does: "Corners and weights of every profile, for programs",
    },
    {
      command: "atcs colocate --parasol image.h5 --cldclass labels.hdf --sync sync.hdf",
      does: "With the time between radar and image",
    },
  ],
  configure(command: Command): void {
    command
      .requiredOption("--parasol <l1b>", "a PARASOL level 1B granule (HDF5)")
      .requiredOption("--cldclass <file>", "a CALTRACK CLDCLASS or CloudSat 2B-CLDCLASS granule (HDF4)")
      .option("--sync <file>", "the CALTRACK PAR-RB2 granule of the same half orbit (HDF4)")
      .option("--min-views <n>", "a pixel is valid with at least n views", parseMinViews, 1)
      .option(
        "--max-time-offset <s>",
        "warn when the granules begin more than s seconds apart; the limit for counting profiles in time with --sync",
        parseSeconds,
        defaultMaxTimeOffsetSec,
      )
      .option("--summary", "only the summary, no line per profile");
  },
  async run(_args, raw, { io, json, signal }): Promise<void> {
    const options = raw as unknown as ColocateOptions;
    // Only here, because other commands need no granules.
    const { colocate } = await import("../colocate/pair.ts");
    const colocation = await colocate({ ...options, maxTimeOffsetSec: options.maxTimeOffset }, signal);
    await writeWarnings(io, "colocate", colocation.summary.warnings);
    const withProfiles = options.summary !== true;
    const pieces = json ? jsonText(colocationJson(colocation, withProfiles)) : colocationText(colocation, withProfiles);
    for (const block of joinPieces(pieces)) {
      signal.throwIfAborted();
      await writeTo(io.stdout, block);
    }
    if (json) await writeTo(io.stdout, "\n");
  },
};

function parseMinViews(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > 255) {
    throw new InvalidArgumentError("Expected a whole number from 1 to 255.");
  }
  return Number(text);
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(seconds)) {
    throw new InvalidArgumentError("Expected a number of seconds, 0 or more.");
  }
  return seconds;
}
