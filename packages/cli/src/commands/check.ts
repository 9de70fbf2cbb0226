import type { Command } from "commander";
import { adviceFor, problemText } from "../check/advice.ts";
import { type CheckedFile, checkFiles } from "../check/check-files.ts";
import { reportJson } from "../check/json.ts";
import { reportLines, summaryText } from "../check/text.ts";
import type { CommandDefinition, Context } from "../command.ts";
import { CommandError } from "../errors.ts";
import { jsonText } from "../format/json.ts";
import { renderLine } from "../format/line.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";
import { outputWidth, usesColour } from "../terminal.ts";

/** `atcs check`: is a granule laid out as the readers expect? */
export const checkCommand: CommandDefinition = {
  name: "check",
  summary: "tell whether granules are laid out as the readers expect",
  description:
    "Compare granules (PARASOL level 1B, CALTRACK CS-2B-CLDCLASS and PAR-RB2, CloudSat 2B-CLDCLASS) with what is " +
    "documented of their products: types, scales, codes, chunks, views, grid, height bins, times. Each difference, " +
    "whether it matters, and what was assumed; and what the file tells of things that nobody documents. The report " +
    "holds no directory, so that it can be sent as it is. Of images only a part is read. The exit code is 0 when " +
    "nothing that matters differs, 1 when something does or a file cannot be read.",
  jsonHelp: 'print {"reports": [...]} as JSON',
  examples: [
    { command: "atcs check granule.h5", does: "Does a granule match what the readers assume?" },
    { command: "atcs check *.hdf > report.txt", does: "A report to send when something is wrong" },
    { command: "atcs check granule.h5 --json | jq '.reports[].answers'", does: "For programs" },
  ],
  configure(command: Command): void {
    command.argument("<file...>", "granules, under any name");
  },
  async run([given], _options, context): Promise<void> {
    // Commander gives the files of an argument that repeats as one list.
    const paths = (given ?? []) as unknown as readonly string[];
    const files: CheckedFile[] = [];
    for await (const checked of checkFiles(paths, context.io, context.signal)) {
      if (!context.json) await printReport(checked, files.length > 0, context);
      files.push(checked);
    }
    if (context.json) await print([...jsonText({ reports: files.map(reportJson) }), "\n"], context);
    else if (files.length > 1) await print([`\n${summaryText(files.map(({ report }) => report))}\n`], context);
    reportFailures(files);
  },
};

async function printReport(checked: CheckedFile, isLater: boolean, context: Context): Promise<void> {
  const colour = usesColour(context.io);
  const report = reportLines(checked.report, outputWidth(context.io), adviceFor(checked));
  const lines = Array.from(report, (line) => `${renderLine(line, colour)}\n`);
  await print(isLater ? ["\n", ...lines] : lines, context);
}

async function print(pieces: Iterable<string>, { io, signal }: Context): Promise<void> {
  for (const block of joinPieces(pieces)) {
    signal.throwIfAborted();
    await writeTo(io.stdout, block);
  }
}

function reportFailures(files: readonly CheckedFile[]): void {
  const [first, ...more] = files.filter(({ report }) => !report.conclusion.ok);
  if (first === undefined) return;
  const code = "CHECK_FAILED";
  if (more.length === 0) throw new CommandError(problemText(first), { code, hint: adviceFor(first), file: first.path });
  throw new CommandError(summaryText(files.map(({ report }) => report)), {
    code,
    hint: "Each report says what to do.",
  });
}
