// Control characters could move the cursor, change colours or hide text; format characters are invisible or reorder it.
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };

/** Text for a terminal: control characters as escape sequences in the notation of C and JavaScript. */
export function escapeControls(text: string): string {
  return text.replace(unsafe, escapeCharacter);
}

/** A name from a file: like `escapeControls`, and a backslash is doubled so that nothing is ambiguous. */
export function escapeName(text: string): string {
  return escapeControls(text.replaceAll("\\", "\\\\"));
}

/** Text from a file in quotation marks. */
export function quoteText(text: string): string {
  return `"${escapeControls(text.replace(/[\\"]/g, "\\$&"))}"`;
}

/** A string as JSON, in which control characters beyond those that JSON itself escapes are escaped too. */
export function jsonString(text: string): string {
  return JSON.stringify(text).replace(unsafe, unicodeEscape);
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return short[character] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : unicodeEscape(character));
}

/** Each of its UTF-16 units, of which a character beyond U+FFFF has two. */
function unicodeEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
