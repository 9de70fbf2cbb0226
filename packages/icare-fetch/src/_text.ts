/** Nobody reads more of what a server says. */
const mostCharacters = 500;

/** What terminals obey, and what turns, hides or joins other characters; file systems leave some of it out. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text of a server, a file or a user, fit for messages and terminals: control and formatting characters are written as
 * `\u{1b}`, and what is longer than 500 characters is cut off.
 */
export function shown(text: string): string {
  const short = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  return short.replace(unsafe, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Is there none of those characters in it? */
export function isPlain(text: string): boolean {
  return text.search(unsafe) < 0;
}

/** A name or a path in a message. */
export function quoted(text: string): string {
  return `"${shown(text)}"`;
}
