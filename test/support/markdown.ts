import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A fenced block of a Markdown file. */
export interface CodeBlock {
  /** Word after the opening fence, or "" */
  readonly language: string;
  readonly source: string;
  /** Line of the opening fence, from 1 */
  readonly line: number;
  /** Text of the nearest heading above, without its hashes, or "" */
  readonly heading: string;
}

/** Text of a file, by its path from the root of the repository. */
export function readDocument(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
}

/** The fenced blocks of a Markdown text, in order. */
export function codeBlocks(text: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = "";
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\S*)/.exec(line);
    if (open === undefined && fence !== null) open = { language: fence[1] ?? "", line: index + 1, lines: [] };
    else if (open !== undefined && line.startsWith("```")) {
      const { language, line: start, lines } = open;
      blocks.push({ language, source: lines.map((each) => `${each}\n`).join(""), line: start, heading });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
  }
  return blocks;
}

/**
 * The commands of a block of `sh`: lines that a backslash continues are one command, comments are left out.
 */
export function commandsOf(block: CodeBlock): readonly string[] {
  return block.source
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}
