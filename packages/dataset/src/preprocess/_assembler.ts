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

const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];

export const i32Add: Code = [0x6a];
export const i32Multiply: Code = [0x6c];
/** A constant from 0 to 63. */
export const i32Const = (value: number): Code => [0x41, value];
export const get = (local: number): Code => [0x20, local];
export const set = (local: number): Code => [0x21, local];
export const tee = (local: number): Code => [0x22, local];
export const load = (offset = 0): Code => [simd(0x00), 0, unsigned(offset)];
/** Four integers of 16 bits, as float32. */
export const loadInt16: Code = [simd(0x03), 0, 0, simd(0xfa)];
export const store: Code = [simd(0x0b), 0, 0];
export const equal: Code = simd(0x41);
export const notEqual: Code = simd(0x42);
export const lessThan: Code = simd(0x43);
export const and: Code = simd(0x4e);
export const bitSelect: Code = simd(0x52);
export const nearest: Code = simd(0x6a);
export const absolute: Code = simd(0xe0);
export const add: Code = simd(0xe4);
export const subtract: Code = simd(0xe5);
export const multiply: Code = simd(0xe6);
export const minimum: Code = simd(0xe8);
export const maximum: Code = simd(0xe9);

/** The same float32 in all four lanes. */
export function constant(value: number): Code {
  return [0x43, [...new Uint8Array(Float32Array.of(value).buffer)], simd(0x13)];
}

/** Four of the eight lanes of two vectors. */
export function shuffle(...lanes: readonly number[]): Code {
  return [simd(0x0d), lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3])];
}

/** Repeat the body while what it leaves on the stack is not 0; not at all if the condition is 0. */
export function repeatWhile(condition: Code, body: Code): Code {
  return [0x02, 0x40, condition, 0x45, 0x0d, 0, 0x03, 0x40, body, 0x0d, 0, 0x0b, 0x0b];
}

/** A function: six integers of 32 bits, then local vectors. */
export interface AssembledFunction {
  readonly name: string;
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
  const body = ({ vectors, code }: AssembledFunction): Code => sized([1, vectors, 0x7b, code, 0x0b]);
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
