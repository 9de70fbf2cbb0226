import { stat } from "node:fs/promises";
import type { HdfFile, Node } from "@atcs/hdf";
import { type Command, InvalidArgumentError } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { CommandError } from "../errors.ts";
import { withFile } from "../file.ts";
import { jsonText } from "../format/json.ts";
import { type Line, renderLine } from "../format/line.ts";
import { countText } from "../format/value.ts";
import type { FileDescription } from "../inspect/description.ts";
import { fileJson } from "../inspect/json.ts";
import { fileLines } from "../inspect/text.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";
import { outputWidth, usesColour } from "../terminal.ts";

interface InspectOptions {
  readonly attributes?: boolean;
  readonly depth?: number;
}

/** `atcs inspect`: what is in a file. */
export const inspectCommand: CommandDefinition = {
  name: "inspect",
  summary: "show what an HDF4 or HDF5 file holds",
  description:
    "Show the tree of an HDF4 or HDF5 file: groups, data sets (type, dimensions, chunks, compression, fill value), " +
    "images, tables with their fields, annotations and attributes. No values are read except those of attributes. " +
    "What is damaged is shown in its place, and the exit code is 1.",
  jsonHelp: "print the tree as JSON, with the full values of the attributes",
  examples: [
    { command: "atcs inspect granule.hdf", does: "Everything that the file holds" },
    { command: "atcs inspect granule.h5 Data_Fields --no-attributes", does: "One group, without attributes" },
    { command: "atcs inspect granule.h5 --depth 1", does: "Only the first level" },
    { command: "atcs inspect granule.hdf --json | jq '.tree.members[].path'", does: "For programs" },
  ],
  configure(command: Command): void {
    command
      .argument("<file>", "an HDF4 or HDF5 file")
      .argument("[path]", "only this group, data set, image or table")
      .option("--attributes", "show attributes (this is the default)")
      .option("--no-attributes", "leave attributes out")
      .option("--depth <n>", "show at most n levels of members", parseDepth);
  },
  async run([fileName = "", path], options, context): Promise<void> {
    const description = await withFile(fileName, { signal: context.signal }, (file) =>
      describeFile(file, path, options, context),
    );
    for (const block of joinPieces(render(description, context))) {
      context.signal.throwIfAborted();
      await writeTo(context.io.stdout, block);
    }
    reportErrors(description);
  },
};

function parseDepth(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number, 0 or more.");
  return Number(text);
}

async function describeFile(
  file: HdfFile,
  path: string | undefined,
  { attributes = true, depth = Number.POSITIVE_INFINITY }: InspectOptions,
  { signal }: Context,
): Promise<FileDescription> {
  const [{ NotFoundError }, { describeTree }] = await Promise.all([
    import("@atcs/hdf"),
    import("../inspect/describe.ts"),
  ]);
  const start: Node | undefined = path === undefined ? file : file.get(path);
  if (start === undefined) {
    throw new NotFoundError("there is no such object", { file: file.fileName, object: path });
  }
  const { size } = await stat(file.fileName);
  const { tree, errors } = describeTree(start, { attributes, depth, signal });
  return { file: file.fileName, format: file.format, bytes: size, tree, errors };
}

function* render(description: FileDescription, { io, json }: Context): Generator<string> {
  if (json) {
    yield* jsonText(fileJson(description));
    yield "\n";
    return;
  }
  const colour = usesColour(io);
  const lines: Iterable<Line> = fileLines(description, outputWidth(io));
  for (const line of lines) yield `${renderLine(line, colour)}\n`;
}

function reportErrors({ file, errors }: FileDescription): void {
  if (errors.length === 0) return;
  const shown = errors.slice(0, 3).map(({ path }) => JSON.stringify(path));
  if (errors.length > shown.length) shown.push(`${errors.length - shown.length} more`);
  throw new CommandError(`${file}: ${countText(errors.length, "object")} could not be read: ${shown.join(", ")}`, {
    code: "HDF_DAMAGED",
    hint: "Everything else was shown; fetch the file again if it should be complete.",
    file,
  });
}
