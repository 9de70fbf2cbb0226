/** Bytes of WebAssembly instructions. */
export type Code = readonly (number | Code)[];

export function flatten(code: Code): number[] {
  return code.flatMap((part) => (typeof part === "number" ? [part] : flatten(part)));
}

/** An unsigned integer in LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

/** An integer of 32 bits in signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const isLast = rest >= -64 && rest < 64;
    bytes.push((rest & 127) | (isLast ? 0 : 128));
    if (isLast) return bytes;
  }
}

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];

export const i32Add: Code = [0x6a];
export const i32Subtract: Code = [0x6b];
export const i32Multiply: Code = [0x6c];
export const i32And: Code = [0x71];
export const i32ShiftRight: Code = [0x76];
export const i32Equal: Code = [0x46];
export const i32NotEqual: Code = [0x47];
/** Comparisons of unsigned integers. */
export const i32Less: Code = [0x49];
export const i32Greater: Code = [0x4b];
export const i32AtLeast: Code = [0x4f];
export const i32Const = (value: number): Code => [0x41, signed(value)];
/** Unsigned integers in memory. */
export const loadByte = (offset = 0): Code => [0x2d, 0, unsigned(offset)];
export const loadUint16: Code = [0x2f, 0, 0];
export const get = (local: number): Code => [0x20, local];
export const set = (local: number): Code => [0x21, local];
export const tee = (local: number): Code => [0x22, local];
export const load = (offset = 0): Code => [simd(0x00), 0, unsigned(offset)];
/** Four integers of 16 bits, as float32. */
export const loadInt16: Code = [simd(0x03), 0, 0, simd(0xfa)];
export const storeAt = (offset: number): Code => [simd(0x0b), 0, unsigned(offset)];
export const store: Code = storeAt(0);
export const equal: Code = simd(0x41);
export const notEqual: Code = simd(0x42);
export const lessThan: Code = simd(0x43);
export const and: Code = simd(0x4e);
export const xor: Code = simd(0x51);
/** Bytes of a vector, chosen by another one. */
export const swizzle: Code = simd(0x0e);
/** Integers of 32 bits, shifted by the integer on the stack. */
export const shiftLeft: Code = simd(0xab);
export const shiftRight: Code = simd(0xad);
export const bitSelect: Code = simd(0x52);
export const nearest: Code = simd(0x6a);
export const absolute: Code = simd(0xe0);
export const add: Code = simd(0xe4);
export const subtract: Code = simd(0xe5);
export const multiply: Code = simd(0xe6);
/** The second if it is smaller than the first, else the first: one instruction, whatever NaN is. */
export const minimum: Code = simd(0xea);
/** The second if it is greater than the first, else the first. */
export const maximum: Code = simd(0xeb);

/** The same float32 in all four lanes. */
export function constant(value: number): Code {
  return [0x43, [...new Uint8Array(Float32Array.of(value).buffer)], simd(0x13)];
}

/** The same integer of 32 bits in all four lanes. */
export function integers(value: number): Code {
  return [i32Const(value), simd(0x11)];
}

/** Lanes of two vectors, all of them of 4, 8 or 16 bytes: of a vector there are as many as fill one. */
export function shuffle(...lanes: readonly number[]): Code {
  const bytes = 16 / lanes.length;
  return [simd(0x0d), lanes.flatMap((lane) => Array.from({ length: bytes }, (_, i) => bytes * lane + i))];
}

/** What follows, where it can be left by `leaveIf`. */
export const block = (body: Code): Code => [0x02, 0x40, body, 0x0b];
/** The body, over and over: `repeat` and `repeatIf` begin anew, at its end it goes on. */
export const loop = (body: Code): Code => [0x03, 0x40, body, 0x0b];
export const repeat: Code = [0x0c, 0];
export const repeatIf = (condition: Code): Code => [condition, 0x0d, 0];
/** From within the loop of a block: leave both. */
export const leaveIf = (condition: Code): Code => [condition, 0x0d, 1];
export const when = (condition: Code, body: Code, otherwise: Code = []): Code => [
  [condition, 0x04, 0x40, body],
  [0x05, otherwise, 0x0b],
];
/** End with an error: a `WebAssembly.RuntimeError`. */
export const trapIf = (condition: Code): Code => when(condition, [0x00]);

/** Repeat the body while what it leaves on the stack is not 0; not at all if the condition is 0. */
export function repeatWhile(condition: Code, body: Code): Code {
  return [0x02, 0x40, condition, 0x45, 0x0d, 0, 0x03, 0x40, body, 0x0d, 0, 0x0b, 0x0b];
}

/** A function: six integers of 32 bits as parameters, then local integers, then local vectors. */
export interface AssembledFunction {
  readonly name: string;
  readonly integers: number;
  readonly vectors: number;
  readonly code: Code;
}

export const parameterCount = 6;

/** A module with these functions, and its memory as the import `env.memory`. */
export function assemble(functions: readonly AssembledFunction[]): Uint8Array<ArrayBuffer> {
  const text = (value: string): Code => [unsigned(value.length), [...new TextEncoder().encode(value)]];
  const list = (items: readonly Code[]): Code => [unsigned(items.length), items];
  const section = (id: number, content: Code): Code => [id, sized(content)];
  const type: Code = [0x60, parameterCount, new Array<number>(parameterCount).fill(0x7f), 0];
  const memory: Code = [text("env"), text("memory"), 0x02, 0x00, 1];
  const body = ({ integers, vectors, code }: AssembledFunction): Code =>
    sized([[2, integers, 0x7f, vectors, 0x7b], code, 0x0b]);
  return Uint8Array.from(
    flatten([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, list([type])),
      section(2, list([memory])),
      section(3, list(functions.map(() => [0]))),
      section(7, list(functions.map(({ name }, i): Code => [text(name), 0x00, i]))),
      section(10, list(functions.map(body))),
    ]),
  );
}

function sized(content: Code): Code {
  const bytes = flatten(content);
  return [unsigned(bytes.length), bytes];
}
