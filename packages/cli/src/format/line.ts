/** What a piece of a line is, which decides its look on a terminal. */
export type Role = "plain" | "strong" | "type" | "attribute" | "faint" | "error";

/** A piece of a line: text without control characters, and what it is. */
export type Span = readonly [text: string, role: Role];

/** A line of output, without its line break. */
export type Line = readonly Span[];

/** ANSI codes that switch a look on and off. */
const looks: Record<Role, readonly [on: number, off: number] | undefined> = {
  plain: undefined,
  strong: [1, 22],
  type: [36, 39],
  attribute: [32, 39],
  faint: [2, 22],
  error: [31, 39],
};

/** The line as text, with ANSI colours or without. */
export function renderLine(line: Line, colour: boolean): string {
  return line
    .map(([text, role]) => (colour ? paint(text, looks[role]) : text))
    .join("")
    .trimEnd();
}

function paint(text: string, look: readonly [number, number] | undefined): string {
  return look === undefined || text === "" ? text : `\u001b[${look[0]}m${text}\u001b[${look[1]}m`;
}

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/gu;
const combining = /\p{Mark}/gu;

/** Columns that a text takes on a terminal: East Asian characters and emoji two, combining marks none. */
export function textWidth(text: string): number {
  return [...text.replace(combining, "").replace(wide, "  ")].length;
}

/** Width of a column for these texts. One that is longer than `max` does not widen it, but sticks out. */
export function columnWidth(texts: readonly string[], max: number): number {
  let widest = 0;
  for (const text of texts) {
    const width = textWidth(text);
    if (width <= max && width > widest) widest = width;
  }
  return widest;
}

/** Pad with blanks to a width. */
export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** Distribute parts over lines of at most `width`; a part that is longer gets a line of its own. */
export function wrapParts(parts: readonly string[], separator: string, firstWidth: number, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : line + separator + part;
    if (textWidth(longer) <= (lines.length === 0 ? firstWidth : width)) {
      line = longer;
    } else {
      if (line !== "" || lines.length === 0) lines.push(line === "" ? "" : line + separator.trimEnd());
      line = part;
    }
  }
  return [...lines, line];
}
