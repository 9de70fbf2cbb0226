import type { Io } from "./io.ts";

/** Colours are for a terminal only, and not where the user has declined them (https://no-color.org). */
export function usesColour({ stdout, env }: Io): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

/** Characters per line of the output; without a terminal, enough for most lines and short enough for a report. */
export function outputWidth({ stdout }: Io): number {
  return Math.max(40, stdout.columns ?? 100);
}
