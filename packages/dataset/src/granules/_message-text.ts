/** Names that a message lists, and characters of each: files can hold thousands, of thousands of characters. */
const maxNames = 30;
const maxLength = 80;

/** Names or values for a message; of many, the first. */
export function listForMessage(values: Iterable<string | number>): string {
  const shown: string[] = [];
  let count = 0;
  for (const value of values) {
    if (count < maxNames) shown.push(shorten(String(value)));
    count++;
  }
  if (count > shown.length) shown.push(`and ${count - shown.length} more`);
  return shown.join(", ");
}

/** Text of a file for a message. */
export function shorten(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}...`;
}
