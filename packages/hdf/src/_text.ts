const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text from a file: UTF-8 where the bytes are, else Latin-1 (one byte a character, so that nothing is lost). */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return decodeLatin1(bytes);
  }
}

/** `decodeText` up to the first NUL, for names. */
export function decodeName(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Without the NUL characters and blanks that pad text of fixed length. */
export function trimPadding(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\0" || text[end - 1] === " ")) end--;
  return text.slice(0, end);
}

// TextDecoder's "latin1" is windows-1252, which maps 0x80-0x9f elsewhere.
function decodeLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}
