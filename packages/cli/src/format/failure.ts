import type { Failure } from "../errors.ts";
import { escapeControls } from "./escape.ts";
import { jsonText } from "./json.ts";

/** One line for people: the command, what is wrong and where, what to do. */
export function failureLine({ message, hint = "" }: Failure, command: string | undefined): string {
  const sentence = /[.!?]$/.test(message) || hint === "" ? message : `${message}.`;
  return `${escapeControls([`atcs${command === undefined ? "" : ` ${command}`}: ${sentence}`, hint].join(" ").trimEnd())}\n`;
}

/** One line for programs: `{"error": {code, message, hint?, file?, offset?, object?}}`. */
export function failureJson({ exitCode: _, ...error }: Failure): string {
  return `${[...jsonText({ error }, { compact: true })].join("")}\n`;
}
