/** Text that is HTML or SVG already. Only {@link markup} and {@link trusted} make it, so that all else is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in {@link markup}: texts and numbers are escaped, markup is not; undefined, null and false leave nothing. */
export type MarkupValue = Markup | string | number | undefined | null | false | readonly MarkupValue[];

/**
 * A template of HTML or SVG whose values are escaped, in elements and in attributes with quotation marks:
 * ``markup`<td title="${name}">${score}</td>` ``.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  let all = parts[0]!;
  for (const [i, value] of values.entries()) all += markupText(value) + parts[i + 1]!;
  return new Markup(all);
}

/** Markup of our own making, such as the figures of `@atcs/dataset/figures`; never of a file that others wrote. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for elements and attributes. What XML cannot hold, such as control characters, becomes a replacement character. */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character]!)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

function markupText(value: MarkupValue): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(markupText).join("");
  return value === undefined || value === null || value === false ? "" : escapeText(String(value));
}
