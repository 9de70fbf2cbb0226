import { escapeControls } from "../format/escape.ts";

/** Names and values in two columns; a value without a name goes on below the one before. */
export function* summaryLines(pairs: Iterable<readonly [name: string, value: string]>): Generator<string> {
  for (const [name, value] of pairs) yield `${name.padEnd(10)}${escapeControls(value)}\n`;
}

/** "12.3 %" */
export function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
