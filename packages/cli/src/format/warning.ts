import { type Io, writeTo } from "../io.ts";
import { escapeControls } from "./escape.ts";

/** Tell what a command has noticed but does not fail by, on lines of standard error. */
export async function writeWarnings({ stderr }: Io, command: string, warnings: readonly string[]): Promise<void> {
  for (const warning of warnings) await writeTo(stderr, `${escapeControls(`atcs ${command}: warning: ${warning}`)}\n`);
}
