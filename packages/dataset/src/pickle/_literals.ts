import type { Fail } from "../npy/_element-type.ts";

/** Python itself takes no more digits from text, as the time grows with their square. */
const maxDigits = 4300;

/** Integers of more bytes are no numbers of a dataset. */
const maxIntegerBytes = 1024;

/** An int as a number where that is exact. */
export function exactInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** An int in decimal; Python 2 wrote an L after long ones. */
export function parseInteger(text: string, fail: Fail): number | bigint {
  if (text.length > maxDigits || !/^[+-]?\d+L?$/.test(text)) throw fail(`${quote(text)} is no integer`);
  const digits = text.replace("L", "");
  // BigInt takes no plus sign.
  return exactInteger(BigInt(digits.startsWith("+") ? digits.slice(1) : digits));
}

/** An int in two's complement, low byte first; no bytes are 0. */
export function decodeInteger(bytes: Uint8Array, fail: Fail): number | bigint {
  if (bytes.length > maxIntegerBytes) throw fail(`an integer of ${bytes.length} bytes is not read`);
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
  return exactInteger(BigInt.asIntN(8 * bytes.length, value));
}

/** A float as Python writes it. */
export function parseFloatText(text: string, fail: Fail): number {
  if (/^[+-]?inf$/.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/.test(text)) return Number.NaN;
  if (text.length > maxDigits || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    throw fail(`${quote(text)} is no float`);
  }
  return Number(text);
}

/** Text in Python's raw-unicode-escape: only \uXXXX and \UXXXXXXXX mean something. */
export function unescapeUnicode(text: string, fail: Fail): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/gs, (whole, escaped: string) => {
    if (escaped !== "u" && escaped !== "U" && escaped.length === 1) return whole;
    const code = Number.parseInt(escaped.slice(1), 16);
    // A lone "u" has no digits after it.
    if (!(code <= 0x10ffff)) throw fail(`${quote(whole)} is no character`);
    return String.fromCodePoint(code);
  });
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
]);

/** A str of Python 2 between quotes, with its escapes; one character per byte. */
export function parseQuotedBytes(text: string, fail: Fail): string {
  const quoteMark = text[0];
  if (text.length < 2 || (quoteMark !== "'" && quoteMark !== '"') || text.at(-1) !== quoteMark) {
    throw fail(`${quote(text)} has no quotes`);
  }
  return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.|$)/gs, (whole, escaped: string) => {
    const simple = simpleEscapes.get(escaped);
    if (simple !== undefined) return simple;
    const isHex = /^x./.test(escaped);
    if (!isHex && !/^[0-7]/.test(escaped)) throw fail(`${quote(whole)} is no escape`);
    return String.fromCharCode(Number.parseInt(isHex ? escaped.slice(1) : escaped, isHex ? 16 : 8) & 0xff);
  });
}

/** The bytes of text that has one character per byte. */
export function latin1Bytes(text: string, fail: Fail): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw fail(`character ${i} of text that stands for bytes is ${code}: expected at most 255`);
    bytes[i] = code;
  }
  return bytes;
}

/** The beginning of text from a file, for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
