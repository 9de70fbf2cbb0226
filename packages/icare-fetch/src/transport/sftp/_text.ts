/** Nobody reads more of what a server says. */
const longest = 300;

/** What a server sent, fit for messages and terminals: control and formatting characters escaped, not too long. */
export function printable(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return short.replace(/[\p{C}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** A remote path or a name in a message. */
export function quoted(text: string): string {
  return `"${printable(text)}"`;
}
