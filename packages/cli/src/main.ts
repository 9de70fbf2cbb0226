import { Command, CommanderError } from "commander";
import { type CommandDefinition, examplesHelp } from "./command.ts";
import { commands } from "./commands/index.ts";
import { InterruptError, interruptCodes, toFailure, UsageError } from "./errors.ts";
import { failureJson, failureLine } from "./format/failure.ts";
import { type Io, OutputClosedError, processIo, writeTo } from "./io.ts";
import { readVersion } from "./version.ts";

/**
 * Run the `atcs` command.
 * @param argv the arguments behind the command's name
 * @param io streams and environment; those of the process by default
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted (129 and 143 by SIGHUP and SIGTERM). Errors
 * are printed, never thrown.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const interrupt = io.signal === undefined ? listenForInterrupt() : { signal: io.signal, stop: () => {} };
  try {
    await parseAndRun(argv, io, interrupt.signal);
    return 0;
  } catch (error) {
    if (error instanceof OutputClosedError) return 0;
    const command = commands.find(({ name }) => name === argv[0])?.name;
    const failure = toFailure(error, command, interrupt.signal);
    const text = wantsJson(argv) ? failureJson(failure) : failureLine(failure, command);
    // When even that cannot be written, the exit code has to do.
    await writeTo(io.stderr, text).catch(() => {});
    return failure.exitCode;
  } finally {
    interrupt.stop();
  }
}

async function parseAndRun(argv: readonly string[], io: Io, signal: AbortSignal): Promise<void> {
  let output = "";
  let run: (() => Promise<void>) | undefined;
  const program = new Command("atcs")
    .description("A-Train Cloud Segmentation: from satellite archives to 3-D cloud vision.")
    .version(readVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help for a command")
    .configureOutput({
      writeOut: (text) => {
        output += text;
      },
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(io.stdout.columns ?? 80, 120),
      getOutHasColors: () => false,
    })
    .exitOverride();
  for (const definition of commands) {
    addCommand(program, definition, (args, options) => {
      const json = options.json === true;
      run = () => definition.run(args, options, { io, signal, json });
    });
  }
  program.addHelpText("after", examplesHelp(commands.map(({ examples }) => examples[0]!)));
  try {
    if (argv.length === 0)
      throw new UsageError(`no command given, expected one of ${commands.map(({ name }) => name).join(", ")}`);
    // What commander says of a command that it has no help for is "(outputHelp)"; of an unknown command it says more.
    const isHelpOfNone = argv[0] === "help" && argv[1] !== undefined && !commands.some(({ name }) => name === argv[1]);
    program.parse(isHelpOfNone ? argv.slice(1) : argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " "));
  }
  if (output !== "") await writeTo(io.stdout, output);
  await run?.();
}

function addCommand(
  program: Command,
  definition: CommandDefinition,
  onParsed: (args: (string | undefined)[], options: Record<string, unknown>) => void,
): void {
  const command = program.command(definition.name).summary(definition.summary).description(definition.description);
  definition.configure(command);
  const required = command.options.filter(({ mandatory }) => mandatory);
  // Looked for below instead: commander does so before it tells of an option that is misspelt, which may be the same one.
  for (const option of required) option.mandatory = false;
  command
    .option("--json", definition.jsonHelp)
    .addHelpText("after", examplesHelp(definition.examples))
    .action(() => {
      const options = command.opts();
      const missing = required.find((option) => options[option.attributeName()] === undefined);
      if (missing !== undefined) throw new UsageError(`required option '${missing.flags}' not specified`);
      refuseEmptyTexts(command, options);
      onParsed(command.processedArgs as (string | undefined)[], options);
    });
}

/** No argument means anything when it is empty: it comes of a variable of a shell that is not set. */
function refuseEmptyTexts(command: Command, options: Readonly<Record<string, unknown>>): void {
  for (const [i, argument] of command.registeredArguments.entries()) {
    const value: unknown = command.processedArgs[i];
    if (value === "" || (Array.isArray(value) && value.includes(""))) {
      throw new UsageError(`argument '${argument.name()}' is empty`);
    }
  }
  const empty = command.options.find((option) => options[option.attributeName()] === "");
  if (empty !== undefined) throw new UsageError(`option '${empty.flags}' is empty`);
}

/** Errors in the arguments have to be told in JSON too, before those are parsed. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? undefined : end).includes("--json");
}

/**
 * The first of these aborts the signal. After that Ctrl-C ends the process at once, but the others are ignored: where a
 * terminal is closed, its shell may send another one.
 */
function listenForInterrupt(): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const names = Object.keys(interruptCodes) as (keyof typeof interruptCodes)[];
  const onInterrupt = (name: NodeJS.Signals): void => {
    process.removeListener("SIGINT", onInterrupt);
    controller.abort(new InterruptError(name as keyof typeof interruptCodes));
  };
  const stop = (): void => {
    for (const name of names) process.removeListener(name, onInterrupt);
  };
  for (const name of names) process.on(name, onInterrupt);
  return { signal: controller.signal, stop };
}
