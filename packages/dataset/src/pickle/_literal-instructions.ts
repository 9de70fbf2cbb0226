import { latin1Text } from "../npy/_decode-elements.ts";
import { decodeInteger, parseFloatText, parseInteger, parseQuotedBytes, unescapeUnicode } from "./_literals.ts";
import type { Machine } from "./_machine.ts";

/** What an instruction does. */
export type Instruction = (machine: Machine) => void;

const fail = (machine: Machine) => (problem: string) => machine.reader.fail(problem);

/** INT: Python 2 wrote truth values as numbers of two digits. */
function pushInteger(machine: Machine): void {
  const text = machine.reader.line();
  if (text === "00" || text === "01") machine.push(text === "01");
  else machine.push(parseInteger(text, fail(machine)));
}

/** The instructions that push a value that follows them. Names as in Python's pickletools. */
export const literalInstructions: readonly (readonly [string, Instruction])[] = [
  ["N", (m) => m.push(null)], // NONE
  ["\x88", (m) => m.push(true)], // NEWTRUE
  ["\x89", (m) => m.push(false)], // NEWFALSE
  ["I", pushInteger], // INT
  ["L", (m) => m.push(parseInteger(m.reader.line(), fail(m)))], // LONG
  ["J", (m) => m.push(m.reader.int32())], // BININT
  ["K", (m) => m.push(m.reader.uint8())], // BININT1
  ["M", (m) => m.push(m.reader.uint16())], // BININT2
  ["\x8a", (m) => m.push(decodeInteger(m.reader.take(m.reader.uint8()), fail(m)))], // LONG1
  ["\x8b", (m) => m.push(decodeInteger(m.reader.take(m.reader.int32()), fail(m)))], // LONG4
  ["F", (m) => m.push(parseFloatText(m.reader.line(), fail(m)))], // FLOAT
  ["G", (m) => m.push(m.reader.float64())], // BINFLOAT
  // Text of Python 2 is bytes of unknown encoding.
  ["S", (m) => m.push(parseQuotedBytes(m.reader.line(), fail(m)))], // STRING
  ["T", (m) => m.push(latin1Text(m.reader.take(m.reader.int32())))], // BINSTRING
  ["U", (m) => m.push(latin1Text(m.reader.take(m.reader.uint8())))], // SHORT_BINSTRING
  ["V", (m) => m.push(unescapeUnicode(m.reader.line(), fail(m)))], // UNICODE
  ["\x8c", (m) => m.push(m.reader.text(m.reader.uint8()))], // SHORT_BINUNICODE
  ["X", (m) => m.push(m.reader.text(m.reader.uint32()))], // BINUNICODE
  ["\x8d", (m) => m.push(m.reader.text(m.reader.uint64()))], // BINUNICODE8
  ["C", (m) => m.push(m.reader.take(m.reader.uint8()))], // SHORT_BINBYTES
  ["B", (m) => m.push(m.reader.take(m.reader.uint32()))], // BINBYTES
  ["\x8e", (m) => m.push(m.reader.take(m.reader.uint64()))], // BINBYTES8
  ["\x96", (m) => m.push(m.reader.take(m.reader.uint64()))], // BYTEARRAY8
];
