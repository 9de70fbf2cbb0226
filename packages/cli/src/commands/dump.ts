import { realpath } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import type { Dump } from "../dump/dump.ts";
import { checkOptions, type DumpOptions, formats, parseByteSize, type RawDumpOptions } from "../dump/options.ts";
import { UsageError } from "../errors.ts";
import { withFile } from "../file.ts";
import { escapeControls } from "../format/escape.ts";
import { jsonText } from "../format/json.ts";
import { byteSizeText } from "../format/value.ts";
import { writeTo } from "../io.ts";
import { openOutput } from "../output.ts";

/** `atcs dump`: the values of a data set, image or table. */
export const dumpCommand: CommandDefinition = {
  name: "dump",
  summary: "print the values of a data set or table",
  description:
    "Print the values of a data set, image or table, or a part of them, as JSON, CSV or a NumPy file. Data sets of any " +
    "size are read and written piece by piece.\n\n" +
    "--slice selects as in numpy: an entry per axis, separated by commas; an index (the axis is dropped), " +
    "start:stop:step with any part left out, nothing for everything, ... for all axes in between. Negative numbers " +
    "count from the end. For tables it selects records.",
  jsonHelp: "print JSON (as --format json); with -o, a summary of what was written",
  examples: [
    {
      command: "atcs dump granule.hdf Height --slice 0:10,5 --format csv",
      does: "The first 10 profiles at height bin 5",
    },
    {
      command: "atcs dump granule.h5 Data_Fields/phis --slice 1200,::4 -o row.npy",
      does: "Every 4th pixel of a row, for numpy",
    },
    {
      command: "atcs dump granule.h5 Data_Fields/phis --unpack --slice 1200,3000:3010",
      does: "Physical values; fill is null",
    },
    { command: "atcs dump granule.hdf profiles --fields time,lat --format csv", does: "Two columns of a table" },
  ],
  configure(command: Command): void {
    command
      .argument("<file>", "an HDF4 or HDF5 file")
      .argument("<dataset>", "path of a data set, image or table (see atcs inspect)")
      .option("--slice <slice>", 'what to select, e.g. "0:10,5,::2"')
      .addOption(new Option("--format <format>", "default: by the name of OUT, else json").choices(formats))
      .option("-o, --output <out>", "write to this file, which appears when it is complete")
      .option("--unpack", "apply scale, offset and fill: values that are not valid become null, empty or NaN")
      .option("--bytes", "character data as bytes instead of text")
      .option("--fields <names>", "columns of a table, separated by commas")
      .option("--max-bytes <n>", "refuse to select more than n bytes, e.g. 500M or 2G (default: 1 GiB)", parseByteSize);
  },
  async run([fileName = "", path = ""], raw, context): Promise<void> {
    const { io, json, signal } = context;
    const options = checkOptions(raw as RawDumpOptions, json, io);
    await refuseSameFile(fileName, options.output);
    await withFile(fileName, { signal, maxBytes: options.maxBytes }, async (file) => {
      const { dumpPieces } = await import("../dump/dump.ts");
      const dump = dumpPieces(file, path, options, context);
      const bytes = await write(dump.pieces, options.output, context);
      if (options.output !== undefined)
        await reportWritten(dump, bytes, { ...options, output: options.output }, context);
    });
  },
};

/** The granule itself is not to be replaced by a dump of it. */
async function refuseSameFile(input: string, output: string | undefined): Promise<void> {
  if (output === undefined) return;
  const [from, to] = await Promise.all([input, output].map((path) => realpath(path).catch(() => undefined)));
  if (from !== undefined && from === to) throw new UsageError(`-o ${output} is the file that is read: choose another`);
}

/** @returns the number of bytes written */
async function write(pieces: Dump["pieces"], path: string | undefined, { io, signal }: Context): Promise<number> {
  const output = await openOutput(path, io.stdout);
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      await output.write(piece);
      bytes += Buffer.byteLength(piece);
    }
    await output.finish();
  } finally {
    await output.abort();
  }
  return bytes;
}

async function reportWritten(
  { header, shape }: Dump,
  bytes: number,
  { format, output }: DumpOptions & { readonly output: string },
  { io, json }: Context,
): Promise<void> {
  if (json) {
    await writeTo(io.stdout, `${[...jsonText({ ...header, output, format, shape, bytes })].join("")}\n`);
  } else {
    const values = shape.length === 0 ? "1 value" : `${shape.join(" x ")} values`;
    await writeTo(
      io.stderr,
      escapeControls(`wrote ${output}: ${values}, ${byteSizeText(bytes)} of ${format}`).concat("\n"),
    );
  }
}
