import type { Command } from "commander";
import type { Io } from "./io.ts";

/** What a running command is given. */
export interface Context {
  readonly io: Io;
  /** Aborted by Ctrl-C and the like: pass it to everything that can take long. */
  readonly signal: AbortSignal;
  /** `--json`: only JSON may go to standard output. */
  readonly json: boolean;
}

/** A subcommand. `main` adds `--json`, the examples in the help, error messages and exit codes. */
export interface CommandDefinition {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The first paragraphs of its help. */
  readonly description: string;
  /** What `--json` prints, for the help. */
  readonly jsonHelp: string;
  readonly examples: readonly Example[];
  /** Add arguments and options. */
  configure(command: Command): void;
  /** Do it; `options` are as commander parsed them. An error decides the exit code (see `toFailure`). */
  run(
    args: readonly (string | undefined)[],
    options: Readonly<Record<string, unknown>>,
    context: Context,
  ): Promise<void>;
}

/** A command line and what it does. */
export interface Example {
  readonly command: string;
  readonly does: string;
}

/** The examples as the last section of a help text. */
export function examplesHelp(examples: readonly Example[]): string {
  const lines = examples.map(({ command, does }) => `  # ${does}\n  ${command}`);
  return `\nExamples:\n${lines.join("\n\n")}\n`;
}
